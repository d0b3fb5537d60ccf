import { DetachUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/restore/grants.ts';
import { handler } from '#functions/restore/handler.ts';
import { contain } from '#lib/containment/contain.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';
import {
  accountId,
  changes,
  denyAll,
  depsWith,
  fakeAccount,
  key,
  otherKey,
  signal,
} from '#test/unit/containment/fake-account.ts';
import { conditionOn, context, functionsTable, granted } from './lambda.ts';

vi.stubEnv('AWS_REGION', 'us-east-1');
vi.stubEnv('TOURNIQUET_ACCOUNT_ID', accountId);
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('TOURNIQUET_RESTORE_FUNCTION', 'restore');
vi.stubEnv('TOURNIQUET_MAIL_TOPIC_ARN', 'mail-topic');
const sns = mockClient(SNSClient);
const table = functionsTable();
vi.spyOn(logger, 'error').mockReturnValue();
let account: ReturnType<typeof fakeAccount>;
let before: ReturnType<typeof fakeAccount>['user'];

beforeEach(async () => {
  sns.reset();
  await table.open();
  account = fakeAccount();
  before = structuredClone(account.user);
  await contain(signal(), depsWith(new DynamoIncidentStore(table.where(), 'incidents')));
  account.mock.resetHistory();
});
afterEach(() => table.close());
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const invoke = async (event: unknown) => (await handler(event, context())) as Incident;
const subjects = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input.Subject);

describe('the restore function', () => {
  it.each([{ incidentId: `${key}-1` }, { accessKeyId: key }])(
    'puts back what stood before: %j',
    async (event) => {
      expect(await invoke(event)).toMatchObject({ status: 'restored' });
      expect(account.user).toEqual(before);
      expect(subjects()).toEqual([`Restored: AWS key ${key} of deploy-bot`]);
    },
  );

  it('calls nothing that its grants do not allow', async () => {
    await invoke({ incidentId: `${key}-1` });
    const sent = account.mock
      .calls()
      .map((call) => `iam:${call.args[0].constructor.name.replace(/Command$/, '')}`);
    expect([...new Set(sent)].filter((action) => !granted(grants).includes(action))).toEqual([]);
  });

  it('may lift AWSDenyAll and no other policy, and cannot make anybody stronger', () => {
    expect(granted(grants).sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'iam:DeleteRolePermissionsBoundary',
      'iam:DeleteUserPermissionsBoundary',
      'iam:DetachRolePolicy',
      'iam:DetachUserPolicy',
      'iam:GetAccessKeyLastUsed',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:GetUser',
      'iam:ListAccessKeys',
      'iam:ListAttachedRolePolicies',
      'iam:ListAttachedUserPolicies',
      'iam:ListServiceSpecificCredentials',
      'iam:UpdateAccessKey',
      'iam:UpdateServiceSpecificCredential',
      'secretsmanager:GetSecretValue',
      'sns:Publish',
      'sts:AssumeRole',
      'sts:TagSession',
    ]);
    for (const action of ['iam:DetachUserPolicy', 'iam:DetachRolePolicy'])
      expect(conditionOn(grants, action)).toEqual({ ArnEquals: { 'iam:PolicyARN': denyAll } });
  });

  it('in a dry run sends no command that changes anything', async () => {
    expect(await invoke({ accessKeyId: key, dryRun: true })).toMatchObject({ status: 'observed' });
    expect(changes(account.mock)).toEqual([]);
    expect([table.writes(), sns.calls()]).toEqual([[], []]);
  });

  it('invoked again after its mail failed sends the mail and changes nothing', async () => {
    sns.on(PublishCommand).rejectsOnce(new Error('SNS is down')).resolves({});
    await expect(invoke({ accessKeyId: key })).rejects.toThrow('SNS is down');
    account.mock.resetHistory();
    expect(await invoke({ accessKeyId: key })).toMatchObject({ status: 'restored' });
    await invoke({ accessKeyId: key });
    expect(subjects()).toHaveLength(2);
    expect(changes(account.mock)).toEqual([]);
    expect(await invoke({ accessKeyId: key, dryRun: true })).toMatchObject({ status: 'restored' });
  });

  it('believes the account and not a lost reply', async () => {
    account.mock.on(UpdateAccessKeyCommand).callsFake(({ AccessKeyId, Status }) => {
      account.user.keys[AccessKeyId] = Status;
      throw new Error('socket hang up');
    });
    expect(await invoke({ accessKeyId: key })).toMatchObject({ status: 'restored' });
    expect(account.user).toEqual(before);
  });

  it('refuses where AWS does, says why, and can be run again', async () => {
    account.mock.on(DetachUserPolicyCommand).rejectsOnce(new Error('AccessDenied'));
    await expect(invoke({ accessKeyId: key })).rejects.toThrow(
      'not restored: deny-user: undoing deny-user failed: Error: AccessDenied',
    );
    account.mock.on(DetachUserPolicyCommand).callsFake(() => {
      account.user.policies = [...before.policies];
      return {};
    });
    expect(await invoke({ accessKeyId: key })).toMatchObject({ status: 'restored' });
    expect(account.user).toEqual(before);
  });

  it.each([
    ['incidentId', {}],
    ['incidentId', { incidentId: 'a b' }],
    ['accessKeyId', { accessKeyId: 'AKIAtypo' }],
    ['accessKeyId', { accessKeyId: key, incidentId: `${key}-1` }],
    ['dryrun', { accessKeyId: key, dryrun: true }],
    ['event', 'text'],
  ])('with a wrong %s is refused by name, and nothing is touched', async (field, event) => {
    await expect(invoke(event)).rejects.toThrow(new RegExp(`^"?${field}"?[: ]`));
    expect(account.mock.calls()).toEqual([]);
    expect(table.mock.calls()).toEqual([]);
  });

  it('takes back what a run that died had begun', async () => {
    account.user.keys[otherKey] = 'Inactive';
    const store = new DynamoIncidentStore(table.where(), 'incidents');
    const claim = await store.claim(otherKey, signal({ accessKeyId: otherKey }));
    const lease = claim.kind === 'run' ? claim.lease : '';
    const { name, arn, id } = account.user;
    await store.recordPlan(lease, `${otherKey}-1`, {
      accountId,
      principal: { kind: 'user', name, arn, id },
      befores: { 'deactivate-key': { status: 'Active' } },
      steps: ['deactivate-key'],
    });
    await store.release(lease, `${otherKey}-1`, false);
    expect(await invoke({ accessKeyId: otherKey })).toMatchObject({ status: 'restored' });
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Active' });
  });

  it('knows no incident that does not exist', async () => {
    await expect(invoke({ incidentId: 'AKIANOTHERE-1' })).rejects.toThrow(
      'there is no incident AKIANOTHERE-1',
    );
  });

  it.each([
    [{ by: 'ann, on call' }, 'ann, on call (stated, unverified, request r-1)'],
    [{}, 'somebody (stated, unverified, request r-1)'],
  ])('records who it was told it is, and that nobody has checked that: %j', async (stated, restoredBy) => {
    expect(await invoke({ accessKeyId: key, reason: 'a drill', ...stated })).toMatchObject({
      status: 'restored',
      restoredBy,
      reason: expect.stringContaining('a drill'),
    });
  });

  it('lifts one step and leaves the others', async () => {
    const lifted = await invoke({ accessKeyId: key, step: 'deny-user' });
    expect(lifted).toMatchObject({ status: 'partly-contained', reason: expect.stringContaining('36 hours') });
    expect(account.user.policies).toEqual(before.policies);
    expect(account.user.keys[key]).toBe('Inactive');
    await expect(invoke({ accessKeyId: key, step: 'deny-users' })).rejects.toThrow('has no step deny-users');
  });

  it('is refused while an alert is open or that cannot be learnt, unless it is forced', async () => {
    const store = new DynamoIncidentStore(table.where(), 'incidents');
    await contain(
      signal({ id: 'github:acme/shop#7', source: 'github', certainty: 'proven' }),
      depsWith(store),
    );
    account.mock.resetHistory();
    await expect(invoke({ accessKeyId: key })).rejects.toThrow(
      'whether alert github:acme/shop#7 is still open cannot be learnt',
    );
    expect(changes(account.mock)).toEqual([]);
    expect(await invoke({ accessKeyId: key, force: true })).toMatchObject({ status: 'restored' });
    expect(account.user).toEqual(before);
  });
});
