import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { grants } from '#functions/revoke-sessions/grants.ts';
import { handler } from '#functions/revoke-sessions/handler.ts';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { restore } from '#lib/containment/restore.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { accountId, changes, depsWith, fakeAccount, signal } from '#test/unit/containment/fake-account.ts';
import { type FakeRole, fakeRole, ourPolicy, roleKey, roleSignal } from '#test/unit/containment/fake-role.ts';
import { conditionOn, context, deployment, functionsTable, granted } from './lambda.ts';

const member = '609629065308';
const ownRole = `arn:aws:iam::${accountId}:role/tourniquet-*`;

vi.stubEnv('AWS_REGION', 'us-east-1');
vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
vi.stubEnv('TOURNIQUET_ACCOUNT_ID', accountId);
vi.stubEnv('TOURNIQUET_OWN_ROLES', ownRole);
vi.stubEnv('TOURNIQUET_MEMBER_ROLE', 'tourniquet-member');
vi.stubEnv('TOURNIQUET_MEMBER_EXTERNAL_ID', 'external-id');
vi.spyOn(logger, 'error').mockReturnValue();
vi.spyOn(logger, 'info').mockReturnValue();
const sts = mockClient(STSClient);
const table = functionsTable();

let account: ReturnType<typeof fakeAccount>;
let role: FakeRole;
let before: FakeRole;
let deps: ReturnType<typeof depsWith>;

const invoke = (event: unknown) => handler(event, context());
const request = (over: object = {}) => ({
  incidentId: `${roleKey}-1`,
  issuedBefore: timestamp(),
  undo: false,
  ...over,
});

beforeEach(async () => {
  sts.reset();
  sts.on(AssumeRoleCommand).resolves({
    Credentials: {
      AccessKeyId: 'ASIAT3SKF7WXYQ2ZNM9Z',
      SecretAccessKey: 'x',
      SessionToken: 'y',
      Expiration: new Date(Date.now() + 900_000),
    },
  });
  await table.open();
  account = fakeAccount();
  role = fakeRole(account.mock);
  before = structuredClone(role);
  deps = depsWith(new DynamoIncidentStore(table.where(), 'incidents'));
  // As the deployed `contain` does it: by a call of this function.
  deps.denySession = async ({ incidentId, session }, undo) => {
    await invoke({ incidentId, issuedBefore: session.issuedBefore, undo });
  };
});
afterEach(() => table.close());
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const refused = async (event: unknown, words: RegExp) => {
  const stands = structuredClone(role);
  await expect(invoke(event)).rejects.toThrow(words);
  expect(role).toEqual(stands);
};

describe('the function that revokes sessions', () => {
  it('denies for `contain`, again for a look, and takes it off for `restore`', async () => {
    expect((await contain(roleSignal(), deps)).incident.status).toBe('contained');
    expect(role.policies[ourPolicy]).toContain('"Effect":"Deny"');
    expect((await lookAgain(`${roleKey}-1`, deps))?.incident.status).toBe('contained');
    await restore({ id: roleKey, dryRun: false }, deps);
    expect(role).toEqual(before);
  });

  it('reads what to do from the incident, and cannot be told by the request', async () => {
    await refused(request(), /there is no incident/);
    const found = await deps.store.claim('AKIAT3SKF7WXYQ2ZNM4B', signal());
    expect(found.kind).toBe('run');
    await contain(signal({ accessKeyId: 'AKIAT3SKF7WXYQ2ZNM5C', userName: 'nobody' }), deps);
    await refused(
      request({ incidentId: 'AKIAT3SKF7WXYQ2ZNM5C-1' }),
      /there is no incident .* about a principal/,
    );
    await refused(request({ roleName: 'admin' }), /and of nothing else/);
  });

  it('refuses a role of Tourniquet itself', async () => {
    role.arn = `arn:aws:iam::${accountId}:role/tourniquet-contain`;
    const { incident } = await contain(roleSignal(), deps);
    expect(incident.status).toBe('not-contained');
    expect(incident.reason).toContain('is a role of Tourniquet itself');
    expect(changes(account.mock)).toEqual([]);
  });

  it('refuses what is issued in the future, and a policy of our name that is not ours', async () => {
    await contain(roleSignal(), deps);
    const later = timestamp(new Date(Date.now() + 120_000));
    await refused(request({ issuedBefore: later }), /in the future/);
    role.policies[ourPolicy] = '{"Statement":[]}';
    for (const undo of [true, false]) await refused(request({ undo }), /somebody changed the policy/);
  });

  it('enters another account by the role that may write policies, with the external id', async () => {
    role.arn = `arn:aws:iam::${member}:role/ci/build`;
    deps.accountOfKey = async () => member;
    deps.accountStanding = async () => 'member';
    expect((await contain(roleSignal({ accountId: member }), deps)).incident.status).toBe('contained');
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toMatchObject({
      RoleArn: `arn:aws:iam::${member}:role/tourniquet-member-revoke`,
      ExternalId: 'external-id',
    });
  });

  it.each([
    ['incidentId', request({ incidentId: 'a b' })],
    ['incidentId', request({ incidentId: undefined })],
    ['issuedBefore', request({ issuedBefore: 'yesterday' })],
    ['issuedBefore', request({ issuedBefore: '2026-11-23T03:00:00+02:00' })],
    ['undo', request({ undo: 'no' })],
    ['event', request({ roleName: 'x' })],
    ['event', 'text'],
    ['event', null],
  ])('with a wrong %s is refused by name, and nothing is asked', async (field, event) => {
    await expect(invoke(event)).rejects.toThrow(new RegExp(`^"?${field}"?[: ]`));
    expect([account.mock.calls(), table.mock.calls()]).toEqual([[], []]);
  });

  it('writes nothing into the record, and calls nothing that its grants do not allow', async () => {
    await contain(roleSignal(), deps);
    account.mock.resetHistory();
    await invoke(request());
    await invoke(request({ undo: true }));
    const sent = account.mock
      .calls()
      .map((call) => `iam:${call.args[0].constructor.name.replace(/Command$/, '')}`);
    expect([...new Set(sent)].filter((action) => !granted(grants).includes(action))).toEqual([]);
    expect(table.writes()).toEqual([]);
  });
});

describe('its grants', () => {
  it('write policies on roles and nothing else', () => {
    expect(granted(grants).sort()).toEqual([
      'dynamodb:GetItem',
      'iam:DeleteRolePolicy',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:PutRolePolicy',
      'sts:AssumeRole',
      'sts:TagSession',
    ]);
  });

  it('enter other accounts by one role, only in our organization where we are in one', () => {
    const entering = grants(deployment).filter(({ actions }) => actions.includes('sts:AssumeRole'));
    expect(entering.map(({ resources }) => resources)).toEqual([
      ['arn:aws:iam::*:role/tourniquet-member-revoke'],
    ]);
    expect(conditionOn(grants, 'sts:AssumeRole')).toBeUndefined();
    expect(grants({ ...deployment, organizationId: 'o-1' }).at(-1)?.conditions).toEqual({
      StringEquals: { 'aws:ResourceOrgID': 'o-1' },
    });
  });
});
