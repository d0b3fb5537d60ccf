import { describe, expect, it } from 'vitest';
import { AwsError } from '#infra/local/contract.ts';
import type { Sending } from '#infra/local/services/events/buses.ts';
import { events } from '#infra/local/services/events/events.ts';
import { accountId, caller, expectRefusal, newClock, otherAccountId, region, user } from './rig.ts';

const arn = (account: string, name: string, service = 'sqs') =>
  `arn:aws:${service}:${region}:${account}:${name}`;
const event = { source: 'aws.health', detailType: 'AWS Health Event', detail: { service: 'RISK' } };

const setUp = (refuse: AwsError | Error | undefined = undefined) => {
  const delivered: { arn: string; body: string; sending: Sending }[] = [];
  const buses = events({
    clock: newClock(),
    deliver: {
      sqs(target, body, sending) {
        if (refuse && !target.endsWith('dead')) throw refuse;
        delivered.push({ arn: target, body, sending });
      },
    },
  });
  const as = (account: string) => caller(buses.service, { caller: user(account) });
  const rule = async (account: string, Name: string, target: object, EventBusName = 'default') => {
    await as(account)('PutRule', { Name, EventBusName, EventPattern: '{"source":["aws.health"]}' });
    await as(account)('PutTargets', { Rule: Name, EventBusName, Targets: [{ Id: 't', ...target }] });
  };
  return { buses, as, rule, delivered };
};

describe('between buses', () => {
  it('an event keeps its account and its id', async () => {
    const { buses, as, rule, delivered } = setUp();
    const { EventBusArn } = await as(accountId)('CreateEventBus', { Name: 'leaks' });
    await rule(accountId, 'forward', { Arn: EventBusArn });
    await rule(accountId, 'take', { Arn: arn(accountId, 'q') }, 'leaks');
    const id = buses.emit(accountId, region, event);
    expect(delivered.map(({ body }) => JSON.parse(body))).toMatchObject([{ id, account: accountId }]);
  });

  it('another account is not let in unless the bus says so', async () => {
    const { buses, rule } = setUp();
    const Arn = arn(accountId, 'event-bus/default', 'events');
    await rule(otherAccountId, 'forward', { Arn });
    await rule(accountId, 'take', { Arn: arn(accountId, 'q') });
    buses.emit(otherAccountId, region, event);
    expect(buses.undelivered()).toMatchObject([{ targetArn: Arn, error: { code: 'AccessDeniedException' } }]);
  });

  it('no event reaches a third bus, and none goes round in circles', async () => {
    const { buses, as, rule, delivered } = setUp();
    const { EventBusArn } = await as(accountId)('CreateEventBus', { Name: 'leaks' });
    const back = { Arn: arn(accountId, 'event-bus/default', 'events') };
    await rule(accountId, 'forward', { Arn: EventBusArn });
    await rule(accountId, 'back', { ...back, DeadLetterConfig: { Arn: arn(accountId, 'dead') } }, 'leaks');
    buses.emit(accountId, region, event);
    expect(buses.undelivered()).toHaveLength(1);
    expect(delivered[0]?.sending.attributes).toMatchObject({ ERROR_CODE: 'THIRD_ACCOUNT_HOP_DETECTED' });
  });

  it('the event is sent as it is', async () => {
    const { as, rule } = setUp();
    await rule(accountId, 'r', { Arn: arn(accountId, 'q') });
    const Targets = [{ Id: 't', Arn: arn(accountId, 'event-bus/default', 'events'), Input: '{}' }];
    await expectRefusal(as(accountId)('PutTargets', { Rule: 'r', Targets }), 'ValidationException');
  });
});

describe('the policy of a bus', () => {
  const permission = { EventBusName: 'default', Action: 'events:PutEvents', StatementId: 's' };
  const busArn = arn(accountId, 'event-bus/default', 'events');

  it('is made of statements that come and go by their id', async () => {
    const { as } = setUp();
    const call = as(accountId);
    await call('PutPermission', { ...permission, Principal: otherAccountId });
    const Condition = { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1234567890' };
    await call('PutPermission', { ...permission, StatementId: 'org', Principal: '*', Condition });
    const { Policy } = await call('DescribeEventBus');
    expect(JSON.parse(Policy).Statement).toEqual([
      {
        Sid: 's',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${otherAccountId}:root` },
        Action: 'events:PutEvents',
        Resource: busArn,
      },
      {
        Sid: 'org',
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: busArn,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } },
      },
    ]);
    await call('RemovePermission', { StatementId: 's' });
    await call('RemovePermission', { RemoveAllPermissions: true });
    expect(await call('DescribeEventBus')).not.toHaveProperty('Policy');
    await expectRefusal(call('RemovePermission', { StatementId: 's' }), 'ResourceNotFoundException');
  });

  it.each([
    ['no principal', permission],
    ['a principal that is no account', { ...permission, Principal: 'everyone' }],
    ['another action', { ...permission, Principal: '*', Action: 'events:PutRule' }],
    ['a policy that is none', { Policy: '{"Statement":[]}' }],
    [
      'a policy about another resource',
      {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' }],
        }),
      },
    ],
  ])('is refused with %s', async (_, input) => {
    await expectRefusal(setUp().as(accountId)('PutPermission', input), 'ValidationException');
  });
});

describe('the dead-letter queue of a target', () => {
  const dead = { DeadLetterConfig: { Arn: arn(accountId, 'dead') } };

  it.each([
    [new AwsError('AccessDenied', 'no'), 'NO_PERMISSIONS'],
    [new AwsError('QueueDoesNotExist', 'gone'), 'NO_RESOURCE'],
    [new Error('full'), 'ERROR_FROM_TARGET'],
  ])('gets the event, and why: %s', async (error, code) => {
    const { buses, rule, delivered } = setUp(error);
    await rule(accountId, 'r', { Arn: arn(accountId, 'q'), Input: '{}', ...dead });
    const id = buses.emit(accountId, region, event);
    expect(delivered).toMatchObject([
      {
        arn: arn(accountId, 'dead'),
        sending: {
          attributes: {
            RULE_ARN: arn(accountId, 'rule/r', 'events'),
            TARGET_ARN: arn(accountId, 'q'),
            ERROR_CODE: code,
            ERROR_MESSAGE: error.message,
          },
        },
      },
    ]);
    expect(JSON.parse(delivered[0]?.body ?? '')).toMatchObject({ id, detail: event.detail });
  });

  it('must be a queue of the region of the rule', async () => {
    const { rule } = setUp();
    for (const Arn of [`arn:aws:sqs:us-east-1:${accountId}:dead`, arn(accountId, 'dead', 'sns')]) {
      const target = { Arn: arn(accountId, 'q'), DeadLetterConfig: { Arn } };
      await expectRefusal(rule(accountId, 'r', target), 'ValidationException');
    }
  });
});

it('asks which sources the rules of a bus listen to', async () => {
  const { buses, as, rule } = setUp();
  const listens = (source: string) => buses.listens(accountId, region, source);
  expect(listens('aws.health')).toBe(false);
  await rule(accountId, 'r', { Arn: arn(accountId, 'q') });
  expect([listens('aws.health'), listens('aws.iam')]).toEqual([true, false]);
  await as(accountId)('DisableRule', { Name: 'r' });
  expect(listens('aws.health')).toBe(false);
  await as(accountId)('PutRule', { Name: 'any', EventPattern: '{"detail-type":["x"]}' });
  expect(listens('aws.iam')).toBe(true);
});
