import { existsSync, readFileSync } from 'node:fs';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '#infra/local/embedded-aws.ts';
import { type DeployOptions, deployTourniquet } from '#infra/local/host/deploy-tourniquet.ts';
import { fixture } from './host-setup.ts';

const [home, member] = ['111122223333', '222233334444'];

let aws: EmbeddedAws;
afterEach(() => aws.close());

const deploy = async (options: Partial<DeployOptions> = {}) => {
  aws = await startEmbeddedAws({ accounts: [home, member] });
  return deployTourniquet(aws, { webhookSecret: 's', entry: () => fixture('scripted'), ...options });
};

const fileOf = (environment: Record<string, string>): string => environment['TOURNIQUET_RULES_FILE'] ?? '';
const rulesIn = (environment: Record<string, string>) =>
  JSON.parse(readFileSync(fileOf(environment), 'utf8'));

describe('rules', () => {
  test('are a file that every function is told of, until the embedded AWS is closed', async () => {
    const { environment } = await deploy({ rules: { mode: 'observe' } });
    expect(rulesIn(environment)).toMatchObject({ mode: 'observe', accounts: [] });
    await aws.close();
    expect(existsSync(fileOf(environment))).toBe(false);
    aws = await startEmbeddedAws();
  });

  test('can be changed, which functions see when they start anew', async () => {
    const { environment, changeRules, functionNames } = await deploy();
    const before = await aws.host.invoke(functionNames['contain'] ?? '', { do: 'answer' });
    expect(before.functionError).toBeUndefined();
    await changeRules({ mode: 'observe' });
    expect(rulesIn(environment)).toMatchObject({ mode: 'observe' });
    const sessions = () => new Set(aws.iam.state.sessions.keys()).size;
    const known = sessions();
    await aws.host.invoke(functionNames['contain'] ?? '', { do: 'answer' });
    expect(sessions()).toBe(known + 1);
  });

  test('that are wrong are refused, at first and later', async () => {
    const { changeRules, environment } = await deploy();
    await expect(changeRules({ userDenyIn: { '1': 'always' } })).rejects.toThrow(/userDenyIn/);
    expect(rulesIn(environment)).toMatchObject({ userDenyIn: {} });
  });

  test('answer for the members unless they say otherwise', async () => {
    const members = [{ accountId: member }];
    expect(rulesIn((await deploy({ members })).environment)).toMatchObject({ accounts: [member] });
    await aws.close();
    const { environment } = await deploy({ members, rules: { accounts: [] } });
    expect(rulesIn(environment)).toMatchObject({ accounts: [] });
  });
});

test('the functions know when they were deployed, and how they enter another account', async () => {
  const before = Date.now();
  const { environment, memberExternalId } = await deploy();
  const at = environment['TOURNIQUET_DEPLOYED_AT'] ?? '';
  expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
  expect(environment).toMatchObject({
    TOURNIQUET_MEMBER_ROLE: 'tourniquet-member',
    TOURNIQUET_MEMBER_EXTERNAL_ID: memberExternalId,
  });
});

describe('the role in a member account', () => {
  const roleArn = `arn:aws:iam::${member}:role/tourniquet-member`;

  /** Tries to assume the member role as a function that may assume any. */
  const enter = async (folder: string, input: Partial<AssumeRoleCommandInput>) => {
    const RoleName = `tourniquet-${folder}`;
    const statement = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    await aws.administer('iam', 'PutRolePolicy', { RoleName, PolicyName: 'any', PolicyDocument });
    const credentials = aws.iam.issueServiceSession(`arn:aws:iam::${home}:role/${RoleName}`, folder, 900);
    const sts = new STSClient({ endpoint: aws.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
    const Tags = [{ Key: 'tourniquet-incident', Value: 'i' }];
    const command = { RoleArn: roleArn, RoleSessionName: 'incident', Tags, ...input };
    return sts.send(new AssumeRoleCommand(command));
  };

  test('lets contain and restore in with the ExternalId and their session tags, and nobody else', async () => {
    const { memberExternalId: ExternalId } = await deploy({ members: [{ accountId: member }] });
    for (const folder of ['contain', 'restore']) {
      const { AssumedRoleUser } = await enter(folder, { ExternalId });
      expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${member}:assumed-role/tourniquet-member/incident`);
    }
    await expect(enter('contain', {})).rejects.toThrow(/not authorized/);
    await expect(enter('contain', { ExternalId: 'wrong' })).rejects.toThrow(/not authorized/);
    await expect(enter('receive-webhook', { ExternalId })).rejects.toThrow(/not authorized/);
  });

  test('holds the IAM grants of contain and restore, for that account', async () => {
    await deploy({ members: [{ accountId: member }] });
    const { PolicyDocument } = await aws.administerIn(member)('iam', 'GetRolePolicy', {
      RoleName: 'tourniquet-member',
      PolicyName: 'grants',
    });
    const statements: { Effect: string; Action: string[]; Resource: string[] }[] = JSON.parse(
      decodeURIComponent(PolicyDocument),
    ).Statement;
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['iam:UpdateAccessKey', 'iam:DetachUserPolicy']));
    expect(actions.filter((action) => !action.startsWith('iam:'))).toEqual([]);
    expect(actions).not.toContain('iam:PutRolePolicy');
    const resources = statements.flatMap(({ Resource }) => Resource).filter((each) => each !== '*');
    expect(resources.filter((each) => each.includes(home))).toEqual([]);
    expect(resources).toContain(`arn:aws:iam::${member}:user/*`);
  });

  test('has another beside it that alone may write role policies, and lets only revoke-sessions in', async () => {
    const { memberExternalId: ExternalId } = await deploy({ members: [{ accountId: member }] });
    const RoleArn = `${roleArn}-revoke`;
    await expect(enter('revoke-sessions', { ExternalId, RoleArn })).resolves.toBeDefined();
    await expect(enter('revoke-sessions', { ExternalId })).rejects.toThrow(/not authorized/);
    await expect(enter('contain', { ExternalId, RoleArn })).rejects.toThrow(/not authorized/);
    const { PolicyDocument } = await aws.administerIn(member)('iam', 'GetRolePolicy', {
      RoleName: 'tourniquet-member-revoke',
      PolicyName: 'grants',
    });
    expect(JSON.parse(decodeURIComponent(PolicyDocument)).Statement).toContainEqual({
      Effect: 'Deny',
      Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
      Resource: [roleArn, RoleArn, `${roleArn}-read`],
    });
  });

  test('has a third one that only reads, and lets only the investigation in', async () => {
    const { memberExternalId: ExternalId } = await deploy({ members: [{ accountId: member }] });
    const RoleArn = `${roleArn}-read`;
    await expect(enter('investigate', { ExternalId, RoleArn })).resolves.toBeDefined();
    await expect(enter('investigate', { ExternalId })).rejects.toThrow(/not authorized/);
    await expect(enter('contain', { ExternalId, RoleArn })).rejects.toThrow(/not authorized/);
    const { PolicyDocument } = await aws.administerIn(member)('iam', 'GetRolePolicy', {
      RoleName: 'tourniquet-member-read',
      PolicyName: 'grants',
    });
    const statements: { Action: string[] }[] = JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions).toContain('iam:GetAccountAuthorizationDetails');
    expect(actions.filter((action) => !/^iam:(Get|List|Simulate)/.test(action))).toEqual([]);
  });

  test('can demand another ExternalId, and can be missing', async () => {
    const { memberExternalId: ExternalId } = await deploy({
      members: [{ accountId: member, externalId: 'of-another' }],
    });
    await expect(enter('contain', { ExternalId })).rejects.toThrow(/not authorized/);
    await aws.close();
    const missing = await deploy({ members: [{ accountId: member, roles: false }] });
    await expect(enter('contain', { ExternalId: missing.memberExternalId })).rejects.toThrow(
      /not authorized/,
    );
    expect((await aws.administerIn(member)('iam', 'ListRoles', {})).Roles).toEqual([]);
  });
});

test('the deny of role sessions can be left out, in every account', async () => {
  const { functionNames, environment, revokeSessionsFunctionArn } = await deploy({
    revokeSessions: false,
    members: [{ accountId: member }],
  });
  expect(functionNames).not.toHaveProperty('revoke-sessions');
  expect(environment).not.toHaveProperty('TOURNIQUET_REVOKE_SESSIONS_FUNCTION');
  expect(revokeSessionsFunctionArn).toBeUndefined();
  const { Roles } = await aws.administerIn(member)('iam', 'ListRoles', {});
  expect(Roles.map(({ RoleName }: { RoleName: string }) => RoleName).sort()).toEqual([
    'tourniquet-member',
    'tourniquet-member-read',
  ]);
});

test('the poll of GitHub comes with the App, and rests until it is switched on', async () => {
  expect((await deploy()).functionNames).not.toHaveProperty('poll-github');
  await aws.close();
  const { functionNames } = await deploy({ githubApp: { appId: 1, privateKey: '' } });
  expect(functionNames).toHaveProperty('poll-github');
  expect(await aws.administer('events', 'DescribeRule', { Name: 'tourniquet-poll-github' })).toMatchObject({
    ScheduleExpression: 'rate(15 minutes)',
    State: 'DISABLED',
  });
});

test('with schedules on, the reminder runs every five minutes', async () => {
  const { functionNames } = await deploy({ schedules: true });
  const Rule = functionNames['remind'] ?? '';
  const { Targets } = await aws.administer('events', 'ListTargetsByRule', { Rule });
  const Input = JSON.stringify({ do: 'print', value: 'reminded\n' });
  await aws.administer('events', 'PutTargets', { Rule, Targets: [{ ...Targets[0], Input }] });
  await aws.clock.advance(11 * 60_000);
  await aws.host.idle();
  expect(aws.host.logs(Rule).filter((line) => line === 'reminded')).toHaveLength(2);
});

describe('evidence', () => {
  const settings = ({ environment }: Awaited<ReturnType<typeof deploy>>) => [
    environment['TOURNIQUET_EVIDENCE_BUCKET'],
    environment['TOURNIQUET_EVIDENCE_KMS_KEY'],
  ];

  test('is kept in a bucket with versions and signed, unless the options say otherwise', async () => {
    const deployed = await deploy();
    expect(settings(deployed)).toEqual([`tourniquet-evidence-${home}`, deployed.evidenceKeyArn]);
    const bucket = aws.s3.bucket(`tourniquet-evidence-${home}`);
    expect(bucket).toMatchObject({ ownerId: home, versioning: 'Enabled', objectLock: false });
    await aws.close();
    expect(settings(await deploy({ evidence: { signed: false } }))).toEqual([
      `tourniquet-evidence-${home}`,
      undefined,
    ]);
    await aws.close();
    expect(settings(await deploy({ evidence: false }))).toEqual([undefined, undefined]);
  });

  test('can be locked, so that nobody removes it before its time', async () => {
    await deploy({ evidence: { objectLock: true } });
    expect(aws.s3.bucket(`tourniquet-evidence-${home}`)).toMatchObject({
      objectLock: true,
      defaultRetention: { mode: 'COMPLIANCE' },
    });
  });
});
