import { describe, expect, it } from 'vitest';
import type { Shape } from '#infra/local/contract.ts';
import { cloudtrail } from '#infra/local/services/cloudtrail.ts';
import { accountId, caller, expectRefusal, otherAccountId, user } from '../services/rig.ts';
import { entryOf, newTrail, recordAt } from './entries.ts';

function setUp(delay?: number) {
  const { clock, records } = newTrail(delay);
  const { service } = cloudtrail({ clock, trail: records });
  const call = caller(service, { region: 'us-east-1' });
  /** Waits as a patient caller does, so that only the tests of throttling meet it. */
  const look = async (input: Shape = {}) => {
    await clock.advance(500);
    return call('LookupEvents', input);
  };
  return { clock, records, service, call, look };
}

const by = (AttributeKey: string, AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey, AttributeValue }],
});

const at = (second: number) => new Date(Date.UTC(2026, 10, 2, 9, 0, second)).toISOString();
const names = ({ Events }: Shape): string[] => Events.map(({ EventName }: Shape) => EventName);

describe('LookupEvents', () => {
  it('answers an event with the record as a string, its resources, and ReadOnly as text', async () => {
    const { records, look } = setUp();
    records.record(
      entryOf({
        operation: 'CreateAccessKey',
        input: { UserName: 'mallory' },
        output: { AccessKey: { AccessKeyId: 'AKIAEXAMPLEKEYID0009', UserName: 'mallory' } },
      }),
    );
    const { Events, NextToken } = await look({ EndTime: new Date('2026-11-02T11:00:00Z') });
    expect(NextToken).toBeUndefined();
    const { CloudTrailEvent, ...event } = Events[0];
    expect(JSON.parse(CloudTrailEvent)).toEqual(records.records()[0]);
    expect(event).toEqual({
      EventId: records.records()[0]?.eventID,
      EventName: 'CreateAccessKey',
      ReadOnly: 'false',
      AccessKeyId: 'AKIAEXAMPLEKEYID0001',
      EventTime: new Date('2026-11-02T10:00:00Z'),
      EventSource: 'iam.amazonaws.com',
      Username: 'ci',
      Resources: [
        { ResourceType: 'AWS::IAM::User', ResourceName: 'mallory' },
        { ResourceType: 'AWS::IAM::AccessKey', ResourceName: 'AKIAEXAMPLEKEYID0009' },
      ],
    });
  });

  it.each([
    ['EventId', 'wanted'],
    ['EventName', 'CreateUser'],
    ['ReadOnly', 'false'],
    ['Username', 'mallory'],
    ['ResourceType', 'AWS::IAM::User'],
    ['ResourceName', 'made'],
    ['EventSource', 'sts.amazonaws.com'],
    ['AccessKeyId', 'ASIAEXAMPLEKEYID0008'],
  ])('finds an event by %s', async (key, value) => {
    const { records, look } = setUp();
    records.add([
      recordAt(at(1)),
      recordAt(at(2), {
        eventID: 'wanted',
        eventName: 'CreateUser',
        readOnly: false,
        eventSource: 'sts.amazonaws.com',
        userIdentity: { type: 'IAMUser', userName: 'mallory', accessKeyId: 'ASIAEXAMPLEKEYID0008' },
        requestParameters: { userName: 'made' },
      }),
      recordAt(at(3), { userIdentity: { type: 'AWSService', invokedBy: 'x' } }),
    ]);
    expect((await look(by(key, value))).Events.map(({ EventId }: Shape) => EventId)).toEqual(['wanted']);
    expect((await look(by(key, 'other'))).Events).toEqual([]);
  });

  it('gives pages newest first; a token goes on where the page ended, though newer events came', async () => {
    const { records, look } = setUp();
    const made = Array.from({ length: 5 }, (_, i) => recordAt(at(i), { eventName: `E${i}` }));
    records.add([...made].reverse());
    const query = { ...by('Username', 'ci'), MaxResults: 2 };
    const first = await look(query);
    records.add([recordAt(at(9), { eventName: 'E9' })]);
    const second = await look({ ...query, NextToken: first.NextToken });
    const third = await look({ ...query, NextToken: second.NextToken });
    expect([names(first), names(second), names(third)]).toEqual([['E4', 'E3'], ['E2', 'E1'], ['E0']]);
    expect(third.NextToken).toBeUndefined();
  });

  it('takes in both ends of the time range, and nothing older than 90 days', async () => {
    const { records, look } = setUp();
    const old = new Date(Date.UTC(2026, 10, 2) - 91 * 86_400_000).toISOString();
    records.add([old, at(1), at(2), at(3), at(4)].map((time, i) => recordAt(time, { eventName: `E${i}` })));
    expect(names(await look({ StartTime: new Date(at(2)), EndTime: new Date(at(3)) }))).toEqual(['E3', 'E2']);
    expect(names(await look({ StartTime: new Date(0) }))).toEqual(['E4', 'E3', 'E2', 'E1']);
  });

  it('shows an event only when its delay is over, and a late one in its place', async () => {
    const { clock, records, look } = setUp(300_000);
    records.record(entryOf({ operation: 'CreateUser' }));
    records.setDelay(({ eventName }) => (eventName === 'CreateRole' ? 3_600_000 : 0));
    records.record(entryOf({ operation: 'CreateRole' }));
    records.record(entryOf({ operation: 'CreateGroup' }));
    expect(names(await look())).toEqual(['CreateGroup']);
    await clock.advance(300_000);
    expect(names(await look())).toEqual(['CreateGroup', 'CreateUser']);
    await clock.advance(3_600_000);
    expect(names(await look())).toEqual(['CreateGroup', 'CreateRole', 'CreateUser']);
  });

  it('shows a single record later than the others, once for each time that this was asked', async () => {
    const { clock, records, look } = setUp(60_000);
    const isUser = ({ eventName }: { eventName: string }) => eventName === 'CreateUser';
    records.delayNext(isUser, 1_200_000);
    for (const operation of ['CreateRole', 'CreateUser', 'CreateUser'])
      records.record(entryOf({ operation }));
    await clock.advance(60_000);
    expect(names(await look())).toEqual(['CreateUser', 'CreateRole']);
    await clock.advance(1_138_000);
    expect(names(await look())).toEqual(['CreateUser', 'CreateRole']);
    await clock.advance(2_000);
    expect(names(await look())).toEqual(['CreateUser', 'CreateUser', 'CreateRole']);
  });

  it('shows a record that was written as late as that of a call', async () => {
    const { clock, records, look } = setUp(60_000);
    records.write(recordAt(at(1), { eventName: 'ConsoleLogin' }));
    expect(names(await look())).toEqual([]);
    await clock.advance(60_000);
    expect(names(await look())).toEqual(['ConsoleLogin']);
  });

  it('finds an assumed role by its ARN, by the session and by the key that was issued', async () => {
    const { clock, records, service } = setUp();
    const call = caller(service);
    const arn = `arn:aws:sts::${accountId}:assumed-role/deploy/s`;
    const RoleArn = `arn:aws:iam::${accountId}:role/deploy`;
    records.record(
      entryOf({
        service: 'sts',
        operation: 'AssumeRole',
        readOnly: true,
        input: { RoleArn, RoleSessionName: 's' },
        output: {
          Credentials: { AccessKeyId: 'ASIAEXAMPLEKEYID0009' },
          AssumedRoleUser: { AssumedRoleId: 'AROA1:s', Arn: arn },
        },
      }),
    );
    for (const value of [RoleArn, arn, 'AROA1:s', 'ASIAEXAMPLEKEYID0009']) {
      await clock.advance(500);
      expect(names(await call('LookupEvents', by('ResourceName', value))), value).toEqual(['AssumeRole']);
    }
  });

  it.each([
    ['AttachUserPolicy', { UserName: 'ada', PolicyArn: 'arn:aws:iam::aws:policy/X' }],
    ['PutRolePolicy', { RoleName: 'deploy', PolicyName: 'inline' }],
    ['AddRoleToInstanceProfile', { RoleName: 'deploy', InstanceProfileName: 'server' }],
  ])('finds %s by everything that it names', async (operation, input) => {
    const { records, look } = setUp();
    records.record(entryOf({ operation, input }));
    for (const value of Object.values(input)) {
      expect(names(await look(by('ResourceName', value))), value).toEqual([operation]);
    }
  });

  it('shows management events of its own account and Region only', async () => {
    const { records, service, look } = setUp();
    records.record(entryOf({ service: 'sqs', operation: 'SendMessage', recorded: 'data' }));
    records.record(entryOf({ service: 'sts', operation: 'GetCallerIdentity', readOnly: true }));
    records.record(entryOf({ operation: 'CreateUser', call: { caller: user(otherAccountId) } }));
    expect((await look()).Events).toEqual([]);
    const there = caller(service, { region: 'eu-west-1' });
    expect(names(await there('LookupEvents'))).toEqual(['GetCallerIdentity']);
    const theirs = caller(service, { region: 'us-east-1', caller: user(otherAccountId) });
    expect(names(await theirs('LookupEvents'))).toEqual(['CreateUser']);
    expect(records.records()).toHaveLength(3);
  });

  it('finds one event among a hundred thousand, and reads through all of a key’s events', async () => {
    const { records, look } = setUp();
    const many = Array.from({ length: 100_000 }, (_, i) =>
      recordAt(at(i % 3_000), {
        eventID: `e${i}`,
        userIdentity: { type: 'IAMUser', userName: `u${i % 50}`, accessKeyId: `AKIA${i % 1_000}` },
      }),
    );
    records.add(many);
    expect((await look(by('EventId', 'e77777'))).Events).toHaveLength(1);
    let [found, NextToken]: [number, string | undefined] = [0, undefined];
    do {
      const page: Shape = await look({ ...by('AccessKeyId', 'AKIA7'), NextToken });
      found += page.Events.length;
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found).toBe(100);
  });
});

describe('LookupEvents refuses', () => {
  const attribute = { AttributeKey: 'EventName', AttributeValue: 'x' };
  it.each([
    ['two attributes', { LookupAttributes: [attribute, attribute] }, 'InvalidLookupAttributesException'],
    ['an unknown attribute', by('Colour', 'red'), 'InvalidLookupAttributesException'],
    ['51 results', { MaxResults: 51 }, 'InvalidMaxResultsException'],
    ['0 results', { MaxResults: 0 }, 'InvalidMaxResultsException'],
    [
      'an end before its start',
      { StartTime: new Date(2), EndTime: new Date(1) },
      'InvalidTimeRangeException',
    ],
    ['a made-up token', { NextToken: 'bm8=' }, 'InvalidNextTokenException'],
  ])('%s', async (_, input, code) => {
    const { look } = setUp();
    await expectRefusal(look(input), code);
  });

  it('a token of another query', async () => {
    const { records, look } = setUp();
    records.add([recordAt(at(1)), recordAt(at(2))]);
    const { NextToken } = await look({ ...by('Username', 'ci'), MaxResults: 1 });
    await expectRefusal(look({ ...by('ReadOnly', 'true'), NextToken }), 'InvalidNextTokenException');
    expect((await look({ ...by('Username', 'ci'), NextToken })).Events).toHaveLength(1);
  });

  it('a third request in one second, in the same account and Region', async () => {
    const { clock, service, call } = setUp();
    await call('LookupEvents');
    await call('LookupEvents');
    await expectRefusal(call('LookupEvents'), 'ThrottlingException');
    const elsewhere = [{ region: 'eu-west-1' }, { region: 'us-east-1', caller: user(otherAccountId) }];
    for (const over of elsewhere) await caller(service, over)('LookupEvents');
    await clock.advance(250);
    await expectRefusal(call('LookupEvents'), 'ThrottlingException');
    await clock.advance(250);
    await call('LookupEvents');
    await expectRefusal(call('LookupEvents'), 'ThrottlingException');
  });
});

it('EventBridge hears of a sign-in under its own name', async () => {
  const { apiCallEvent } = await import('#infra/local/trail/api-call-event.ts');
  const signIn = recordAt(at(1), { eventType: 'AwsConsoleSignIn', eventSource: 'signin.amazonaws.com' });
  expect(apiCallEvent({ ...signIn, readOnly: false })).toMatchObject({
    source: 'aws.signin',
    detailType: 'AWS Console Sign In via CloudTrail',
  });
});

it('EventBridge hears of changes, not of reads or data events', async () => {
  const { apiCallEvent } = await import('#infra/local/trail/api-call-event.ts');
  const { records } = newTrail();
  const heard: unknown[] = [];
  const stop = records.onRecord((record) => heard.push(apiCallEvent(record)));
  records.record(entryOf({ operation: 'AttachUserPolicy', input: { UserName: 'ci' } }));
  records.record(entryOf({ operation: 'ListUsers', readOnly: true }));
  records.record(entryOf({ service: 'sqs', operation: 'SendMessage', recorded: 'data' }));
  stop();
  records.record(entryOf());
  expect(heard).toMatchObject([
    {
      source: 'aws.iam',
      detailType: 'AWS API Call via CloudTrail',
      detail: { eventName: 'AttachUserPolicy', recipientAccountId: accountId },
    },
    undefined,
    undefined,
  ]);
  expect(heard).toHaveLength(3);
});
