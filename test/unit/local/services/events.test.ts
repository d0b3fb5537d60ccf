import { describe, expect, it } from 'vitest';
import { events } from '#infra/local/services/events/events.ts';
import { accountId, asked, caller, expectRefusal, newClock, otherAccountId, region, user } from './rig.ts';

const queueArn = `arn:aws:sqs:${region}:${accountId}:signals`;

function setUp() {
  const delivered: { arn: string; body: string }[] = [];
  const buses = events({
    clock: newClock(),
    deliver: {
      sqs(arn, body) {
        if (arn.endsWith('gone')) throw new Error('no such queue');
        delivered.push({ arn, body });
      },
    },
  });
  const call = caller(buses.service);
  const rule = async (Name: string, pattern: object, Arn = queueArn) => {
    await call('PutRule', { Name, EventPattern: JSON.stringify(pattern) });
    await call('PutTargets', { Rule: Name, Targets: [{ Id: 'queue', Arn }] });
  };
  const put = (entry: object) => call('PutEvents', { Entries: [entry] });
  return { buses, call, rule, put, delivered };
}

const entry = { Source: 'scanner', DetailType: 'Leak', Detail: '{"key":"k"}' };
const finding = { source: 'aws.guardduty', detailType: 'GuardDuty Finding', detail: { severity: 8 } };

describe('a rule', () => {
  it('sends a matching event to its queue, in the full envelope', async () => {
    const { buses, rule, delivered } = setUp();
    await rule('guardduty', { source: ['aws.guardduty'] });
    await rule('health', { source: ['aws.health'] });
    const id = buses.emit(accountId, region, { ...finding, time: new Date('2026-11-02T09:59:58.900Z') });
    expect(delivered.map(({ arn, body }) => [arn, JSON.parse(body)])).toEqual([
      [
        queueArn,
        {
          version: '0',
          id,
          'detail-type': 'GuardDuty Finding',
          source: 'aws.guardduty',
          account: accountId,
          time: '2026-11-02T09:59:58Z',
          region,
          resources: [],
          detail: { severity: 8 },
        },
      ],
    ]);
  });

  it('sees nothing of another Region or account, nor while it is disabled', async () => {
    const { buses, call, rule, delivered } = setUp();
    await rule('guardduty', { source: ['aws.guardduty'] });
    buses.emit(accountId, 'us-east-1', finding);
    buses.emit('444455556666', region, finding);
    await call('DisableRule', { Name: 'guardduty' });
    buses.emit(accountId, region, finding);
    expect(delivered).toEqual([]);
    await call('EnableRule', { Name: 'guardduty' });
    buses.emit(accountId, region, finding);
    expect(delivered).toHaveLength(1);
  });

  it('forwards to a bus of another Region, where the event keeps its own Region', async () => {
    const { buses, rule, delivered } = setUp();
    await rule('all', { source: ['aws.health'] });
    const there = caller(buses.service, { region: 'us-east-1' });
    await there('PutRule', { Name: 'forward', EventPattern: '{"source":["aws.health"]}' });
    const Arn = `arn:aws:events:${region}:${accountId}:event-bus/default`;
    await there('PutTargets', { Rule: 'forward', Targets: [{ Id: 'home', Arn }] });
    buses.emit(accountId, 'us-east-1', { source: 'aws.health', detailType: 'AWS Health Event', detail: {} });
    expect(delivered.map(({ body }) => JSON.parse(body).region)).toEqual(['us-east-1']);
  });

  it('lists what a target did not take', async () => {
    const { buses, rule } = setUp();
    await rule('lost', { source: ['aws.guardduty'] }, `${queueArn}-gone`);
    buses.emit(accountId, region, finding);
    expect(buses.undelivered()).toMatchObject([{ targetArn: `${queueArn}-gone` }]);
  });

  it('cannot be deleted before its targets', async () => {
    const { call, rule } = setUp();
    await rule('r', { source: ['x'] });
    await expectRefusal(call('DeleteRule', { Name: 'r' }), 'ValidationException');
    await call('RemoveTargets', { Rule: 'r', Ids: ['queue'] });
    await call('DeleteRule', { Name: 'r' });
    expect((await call('ListRules')).Rules).toEqual([]);
  });

  it('is refused with a pattern that is none, and with a target that nobody serves', async () => {
    const { call, rule } = setUp();
    await rule('r', { source: ['x'] });
    const bad = { Name: 'bad', EventPattern: '{"source":"x"}' };
    await expectRefusal(call('PutRule', bad), 'InvalidEventPatternException');
    await expectRefusal(call('PutRule', { ...bad, EventPattern: '{' }), 'InvalidEventPatternException');
    await expectRefusal(call('PutRule', { Name: 'bad' }), 'ValidationException');
    const Targets = [{ Id: 'x', Arn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:x' }];
    await expectRefusal(call('PutTargets', { Rule: 'r', Targets }), 'ValidationException');
    await expectRefusal(call('PutTargets', { Rule: 'none', Targets: [] }), 'ResourceNotFoundException');
  });
});

describe('PutEvents', () => {
  it('puts on a custom bus, by name or ARN, and only there', async () => {
    const { call, put, delivered, rule } = setUp();
    await rule('on-default', { source: ['scanner'] });
    const { EventBusArn } = await call('CreateEventBus', { Name: 'leaks' });
    await call('PutRule', { Name: 'r', EventBusName: 'leaks', EventPattern: '{"source":["scanner"]}' });
    const Targets = [{ Id: 'q', Arn: queueArn }];
    await call('PutTargets', { Rule: 'r', EventBusName: 'leaks', Targets });
    for (const EventBusName of ['leaks', EventBusArn]) await put({ ...entry, EventBusName });
    expect(delivered).toHaveLength(2);
    await put(entry);
    expect(delivered).toHaveLength(3);
  });

  it.each([
    ['a source of AWS', { ...entry, Source: 'aws.guardduty' }, 'NotAuthorizedForSourceException'],
    ['detail that is no JSON', { ...entry, Detail: '{' }, 'MalformedDetail'],
    ['detail that is no object', { ...entry, Detail: '[]' }, 'MalformedDetail'],
    ['no detail type', { ...entry, DetailType: undefined }, 'InvalidArgument'],
    ['an unknown bus', { ...entry, EventBusName: 'none' }, 'ResourceNotFoundException'],
  ])('fails an entry with %s by itself', async (_, bad, code) => {
    const { call, rule, delivered } = setUp();
    await rule('r', { source: [{ prefix: '' }] });
    const answer = await call('PutEvents', { Entries: [bad, entry] });
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: code }, {}] });
    expect(delivered).toHaveLength(1);
  });

  it('takes no source of AWS on a custom bus either, from no account', async () => {
    const { buses, call, delivered } = setUp();
    const { EventBusArn } = await call('CreateEventBus', { Name: 'leaks' });
    const EventPattern = JSON.stringify({ source: [{ prefix: '' }] });
    await call('PutRule', { Name: 'r', EventBusName: 'leaks', EventPattern });
    await call('PutTargets', { Rule: 'r', EventBusName: 'leaks', Targets: [{ Id: 'q', Arn: queueArn }] });
    const Entries = [{ ...entry, Source: 'aws.health', EventBusName: EventBusArn }];
    for (const as of [call, caller(buses.service, { caller: user(otherAccountId) })]) {
      expect(await as('PutEvents', { Entries })).toMatchObject({
        Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
      });
    }
    expect(delivered).toEqual([]);
  });

  it('refuses more than ten entries, and more than 256 KiB', async () => {
    const { call, put } = setUp();
    const Entries = Array.from({ length: 11 }, () => entry);
    await expectRefusal(call('PutEvents', { Entries }), 'ValidationException');
    const Detail = JSON.stringify({ x: 'x'.repeat(262_144) });
    await expectRefusal(put({ ...entry, Detail }), 'ValidationException');
  });

  it('asks for the buses that it puts on, each once, and PutRule for the rule', () => {
    const { buses } = setUp();
    const Entries = [entry, entry, { ...entry, EventBusName: 'leaks' }];
    const prefix = `arn:aws:events:${region}:${accountId}`;
    expect(asked(buses.service, 'PutEvents', { Entries }).resources).toEqual([
      `${prefix}:event-bus/default`,
      `${prefix}:event-bus/leaks`,
    ]);
    const named = asked(buses.service, 'PutRule', { Name: 'r', EventBusName: 'leaks' }).resources;
    expect(named).toEqual([`${prefix}:rule/leaks/r`]);
  });
});
