import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { judged } from '#lib/investigation/meaning/techniques/judged.ts';
import { mappedActions, techniquesOf, techniqueTables } from '#lib/investigation/meaning/techniques.ts';

const readingsOf = (action: string, detail: Json = {}): string[] =>
  techniquesOf(action, detail).map(({ id, tactic }) => `${id} ${tactic}`);
const idsOf = (action: string, detail: Json = {}) => techniquesOf(action, detail).map(({ id }) => id);

const tables = Object.entries(techniqueTables);

describe('the table', () => {
  // Changed on purpose only: `vitest run -u` writes it anew, and the difference is read in the review.
  it('is the one that people have seen', async () => {
    const lines = mappedActions
      .toSorted()
      .map((action) => [action, ...(judged.has(action) ? ['judged'] : readingsOf(action))].join(' | '));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('techniques.txt');
  });

  it('has each action in one place only', () => {
    expect(new Set(mappedActions).size).toBe(mappedActions.length);
    expect(tables.flatMap(([, table]) => Object.keys(table)).length + judged.size).toBe(mappedActions.length);
    expect(mappedActions.length).toBeGreaterThan(250);
  });

  it.each(tables)('%s names actions and techniques in their shape, none of a row twice', (_, table) => {
    for (const [action, readings] of Object.entries(table)) {
      expect(action).toMatch(/^[a-z0-9-]+:[A-Z]\w+$/);
      // CloudTrail's dated suffixes are gone by then: with one no row would ever be found.
      expect(action).not.toMatch(/\d{8}(v\d+)?$/);
      expect(readings.length).toBeGreaterThan(0);
      const ids = idsOf(action);
      expect(new Set(ids).size, action).toBe(ids.length);
    }
  });

  it('gives ids, names and tactics as ATT&CK writes them, and no parent beside its own sub-technique', () => {
    const tactics = new Set<string>();
    for (const action of mappedActions) {
      for (const { id, name, tactic } of techniquesOf(action, {})) {
        expect(id).toMatch(/^T\d{4}(\.\d{3})?$/);
        expect(name.includes(': '), `${id} ${name}`).toBe(id.includes('.'));
        tactics.add(tactic);
        expect(idsOf(action).some((other) => other.startsWith(`${id}.`))).toBe(false);
      }
    }
    expect([...tactics].toSorted()).toEqual([
      'collection',
      'credential access',
      'defense evasion',
      'discovery',
      'execution',
      'exfiltration',
      'impact',
      'initial access',
      'lateral movement',
      'persistence',
      'privilege escalation',
    ]);
  });
});

describe('what a call means', () => {
  it.each([
    ['iam:CreateUser', 'T1136.003 persistence'],
    ['iam:CreateAccessKey', 'T1098.001 persistence'],
    ['iam:UpdateLoginProfile', 'T1098.001 privilege escalation'],
    ['iam:AttachUserPolicy', 'T1098.003 privilege escalation'],
    ['sts:AssumeRole', 'T1550.001 lateral movement'],
    ['sts:AssumeRole', 'T1078.004 privilege escalation'],
    ['sts:GetFederationToken', 'T1098.001 persistence'],
    ['sts:GetCallerIdentity', 'T1087.004 discovery'],
    ['signin:ConsoleLogin', 'T1078.004 initial access'],
    ['cloudtrail:StopLogging', 'T1562.008 defense evasion'],
    ['organizations:LeaveOrganization', 'T1666 defense evasion'],
    ['bedrock:InvokeModel', 'T1496.004 impact'],
    ['cloudfront:UpdateDistribution2020_05_31', 'T1119 collection'],
  ])('%s is %s', (action, reading) => {
    expect(readingsOf(action)).toContain(reading);
  });

  it.each([
    ['iam:ListUsers', 'T1087.004'],
    ['iam:GetRole', 'T1087.004'],
    ['iam:ListAttachedUserPolicies', 'T1069.003'],
    ['iam:ListGroupsForUser', 'T1069.003'],
    ['iam:GetAccountPasswordPolicy', 'T1201'],
    ['ec2:DescribeInstances', 'T1580'],
    ['rds:DescribeDBSnapshots', 'T1580'],
    ['s3:ListBuckets', 'T1580'],
    ['s3:GetBucketAcl', 'T1069.003'],
    ['lambda:ListFunctions', 'T1526'],
    ['guardduty:ListDetectors', 'T1526'],
    ['ses:GetSendQuota', 'T1526'],
    ['organizations:ListAccounts', 'T1526'],
    ['organizations:DescribeOrganization', 'T1526'],
    ['account:GetAlternateContact', 'T1087.004'],
  ])('%s needs no row: %s', (action, id) => {
    expect(mappedActions).not.toContain(action);
    expect(idsOf(action)).toEqual([id]);
  });

  it.each([
    // A service that nobody has named yet: only a listing, and only where CloudTrail says that it read.
    ['newservice:ListThings', { readOnly: true }, ['T1526']],
    ['newservice:ListThings', { readOnly: false }, []],
    ['newservice:ListThings', {}, []],
    ['newservice:GetThing', { readOnly: true }, []],
    // A word that only begins like one.
    ['ec2:GettingStarted', {}, []],
    ['iam:Listen', {}, []],
    // What everybody does all day says nothing: docs/techniques.md names them.
    ['logs:PutLogEvents', {}, []],
    ['logs:CreateLogStream', {}, []],
    ['kms:Encrypt', {}, []],
    ['kms:Decrypt', { readOnly: true }, []],
    ['sqs:ReceiveMessage', { readOnly: true }, []],
    ['toString', {}, []],
    ['constructor:__proto__', {}, []],
    [':', {}, []],
  ])('%s with %j means %j', (action, detail, ids) => {
    expect(idsOf(action, detail)).toEqual(ids);
  });
});

// Seen in real incidents, as TrailDiscover lists them.
const inTheWild: Record<string, string> = {
  iam: 'CreateAccessKey CreateUser CreateRole CreateLoginProfile UpdateLoginProfile AttachUserPolicy PutUserPolicy CreateOpenIDConnectProvider CreateSAMLProvider DetachUserPolicy DeleteUserPolicy',
  sts: 'GetFederationToken AssumeRole GetSessionToken GetCallerIdentity',
  lambda: 'CreateFunction AddPermission CreateFunctionUrlConfig UpdateFunctionCode',
  sso: 'CreateAccountAssignment',
  'sso-directory': 'CreateUser AddMemberToGroup',
  ec2: 'CreateKeyPair ImportKeyPair AuthorizeSecurityGroupIngress RunInstances TerminateInstances DeleteVolume DeleteSnapshot GetPasswordData DeleteFlowLogs',
  events: 'PutRule PutTargets',
  ecs: 'CreateCluster CreateService RegisterTaskDefinition',
  s3: 'DeleteBucket DeleteObject PutBucketLifecycle PutBucketVersioning',
  kms: 'ScheduleKeyDeletion PutKeyPolicy',
  rds: 'DeleteDBInstance DeleteDBCluster',
  bedrock: 'InvokeModel PutFoundationModelEntitlement',
  ses: 'CreateEmailIdentity UpdateAccountSendingEnabled VerifyEmailIdentity',
  sns: 'Publish',
  servicequotas: 'RequestServiceQuotaIncrease',
  route53domains: 'RegisterDomain',
  lightsail: 'CreateInstances',
  cloudtrail: 'StopLogging DeleteTrail PutEventSelectors UpdateTrail',
  guardduty: 'DeleteDetector',
  organizations: 'LeaveOrganization',
  secretsmanager: 'GetSecretValue BatchGetSecretValue',
  ssm: 'GetParameter GetParameters GetParametersByPath SendCommand StartSession',
};

it.each(
  Object.entries(inTheWild).flatMap(([service, names]) =>
    names.split(' ').map((name) => `${service}:${name}`),
  ),
)('%s was seen in the wild and has a technique', (action) => {
  expect(idsOf(action)).not.toEqual([]);
});
