import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type DeployedTourniquet, deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';
import { fixture } from '#test/unit/local/host-setup.ts';
import { forwardByTemplate } from './templates/forward.ts';
import { joinByTemplates } from './templates/join.ts';

const [home, member, stranger] = ['111122223333', '222233334444', '333344445555'];
const [region, further, global] = ['eu-central-1', 'ap-south-1', 'us-east-1'];
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: home, members: [member], scps: {} };

let aws: EmbeddedAws;
let deployed: DeployedTourniquet;

beforeAll(async () => {
  aws = await startEmbeddedAws({ accounts: [home, member, stranger], region, organization });
  deployed = await deployTourniquet(aws, {
    webhookSecret: 's',
    entry: () => fixture('batch'),
    members: [{ accountId: member }, { accountId: stranger }],
    createMember: joinByTemplates([further]),
    createForwarding: forwardByTemplate([further]),
  });
});
afterAll(() => aws.close());

const events = {
  guardduty: { source: 'aws.guardduty', detailType: 'GuardDuty Finding', detail: { id: 'f' } },
  health: { source: 'aws.health', detailType: 'AWS Health Event', detail: { service: 'RISK' } },
  quarantine: {
    source: 'aws.iam',
    detailType: 'AWS API Call via CloudTrail',
    detail: {
      eventName: 'AttachUserPolicy',
      requestParameters: { policyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV7' },
    },
  },
} as const;
type Forwarded = keyof typeof events;

let seen = 0;
/** What the signals queue was sent since this was asked the last time. */
const arrived = async (): Promise<[string, string, string][]> => {
  await aws.host.idle();
  const printed = aws.host.logs('tourniquet-contain').filter((line) => line.startsWith('{'));
  const fresh = printed.slice(seen);
  seen = printed.length;
  return fresh
    .map((line) => JSON.parse(JSON.parse(line).record.body))
    .map(({ kind, event }) => [kind, event.account, event.region]);
};

const lost = (accountId: string, where: string): number =>
  aws.sqs.messages(`arn:aws:sqs:${where}:${accountId}:tourniquet-undelivered`).length;

const places: [string, string, string, Forwarded[]][] = [
  ['a member', member, global, ['guardduty', 'health', 'quarantine']],
  ['a member', member, region, ['guardduty']],
  ['a member', member, further, ['guardduty']],
  ['the home account', home, global, ['health', 'quarantine']],
  ['the home account', home, region, ['guardduty']],
  ['the home account', home, further, ['guardduty']],
];

describe.each(places)('from %s, %s, in %s', (_, accountId, where, kinds) => {
  it.each(kinds)('%s reaches the queue of the home Region once, by its kind', async (kind) => {
    aws.events.emit(accountId, where, events[kind]);
    expect(await arrived()).toEqual([[kind, accountId, where]]);
  });

  it('nothing else does', async () => {
    for (const [kind, event] of Object.entries(events))
      if (!kinds.some((each) => each === kind)) aws.events.emit(accountId, where, event);
    aws.events.emit(accountId, where, { ...events.health, detail: { service: 'EC2' } });
    aws.events.emit(accountId, where, { ...events.guardduty, source: 'aws.inspector2' });
    expect(await arrived()).toEqual([]);
  });

  it.each(kinds.filter((kind) => !(accountId === home && where === region) || kind !== 'guardduty'))(
    'the doctor’s test of %s goes through that rule alone, and to no function',
    async (rule) => {
      const answers = () => aws.sqs.messages(`arn:aws:sqs:${region}:${home}:tourniquet-doctor`);
      const before = answers().length;
      const test = { source: 'tourniquet.doctor', detailType: 'Tourniquet Doctor Test' };
      aws.events.emit(accountId, where, { ...test, detail: { rule } });
      expect(answers()).toHaveLength(before + 1);
      expect(await arrived()).toEqual([]);
    },
  );
});

describe('what cannot be forwarded', () => {
  it('is kept where it happened: the bus admits nobody outside of the organization', async () => {
    for (const where of [global, region, further]) {
      aws.events.emit(stranger, where, events.guardduty);
      expect(lost(stranger, where)).toBe(1);
    }
    aws.events.emit(stranger, global, events.health);
    aws.events.emit(stranger, global, events.quarantine);
    expect(lost(stranger, global)).toBe(3);
    expect(await arrived()).toEqual([]);
  });

  it.each([
    ['a member', member],
    ['the home account', home],
  ])('is kept in %s when the bus is gone', async (_, accountId) => {
    const administer = aws.administerIn(accountId, global);
    const missing = deployed.busArn.replace('/tourniquet', '/gone');
    const { Targets } = await administer('events', 'ListTargetsByRule', { Rule: 'tourniquet-health' });
    const before = lost(accountId, global);
    const aim = (Arn: string) =>
      administer('events', 'PutTargets', { Rule: 'tourniquet-health', Targets: [{ ...Targets[0], Arn }] });
    await aim(missing);
    aws.events.emit(accountId, global, events.health);
    await aim(deployed.busArn);
    expect(lost(accountId, global)).toBe(before + 1);
  });
});

const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string }, where: string) => ({
  endpoint: aws.url,
  region: where,
  credentials,
  maxAttempts: 1,
});

describe.each([
  ['a member', member],
  ['the home account', home],
])('in %s', (_, accountId) => {
  it('another rule can neither forward with the role nor leave anything on the queue', async () => {
    const administer = aws.administerIn(accountId, global);
    const about = { Name: 'somebodys', EventPattern: '{"source":["somebody"]}' };
    await administer('events', 'PutRule', about);
    const { Targets } = await administer('events', 'ListTargetsByRule', { Rule: 'tourniquet-health' });
    await administer('events', 'PutTargets', { Rule: about.Name, Targets });
    const before = aws.events.undelivered().length;
    const kept = lost(accountId, global);
    aws.events.emit(accountId, global, { source: 'somebody', detailType: 'd', detail: {} });
    const refusals = aws.events.undelivered().slice(before);
    expect(refusals.map(({ error }) => String(error))).toEqual([
      expect.stringContaining(`sts:AssumeRole on resource: ${Targets[0].RoleArn}`),
      expect.stringContaining('sqs:SendMessage'),
    ]);
    expect(lost(accountId, global)).toBe(kept);
  });

  it('the role of the rules puts events on no other bus', async () => {
    const administer = aws.administerIn(accountId, global);
    const { Targets } = await administer('events', 'ListTargetsByRule', { Rule: 'tourniquet-health' });
    const aim = (Arn: string) =>
      administer('events', 'PutTargets', { Rule: 'tourniquet-health', Targets: [{ ...Targets[0], Arn }] });
    await aim(`arn:aws:events:${further}:${accountId}:event-bus/default`);
    aws.events.emit(accountId, global, events.health);
    await aim(deployed.busArn);
    expect(String(aws.events.undelivered().at(-1)?.error)).toContain('events:PutEvents');
  });

  it('nobody puts anything on the queue of what was not delivered but its rules', async () => {
    const administer = aws.administerIn(accountId, global);
    const UserName = 'administrator';
    await administer('iam', 'CreateUser', { UserName });
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn });
    const { AccessKey } = await administer('iam', 'CreateAccessKey', { UserName });
    const keys = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
    const QueueUrl = aws.sqs.queueUrl(`arn:aws:sqs:${global}:${accountId}:tourniquet-undelivered`);
    const sending = new SQSClient(clientOf(keys, global)).send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{}' }),
    );
    await expect(sending).rejects.toThrow(/explicit deny in a resource-based policy/);
  });
});
