import { GetAccessKeyLastUsedCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseKeyId } from '#lib/credential/key-id.ts';
import type { AccountStanding } from '#lib/credential/organization.ts';
import { findOwner, type OwnerQuestion, type OwnerSources } from '#lib/credential/owner.ts';
import { accountId, denied, fakeAccount } from '#test/unit/containment/fake-account.ts';
import { fakeRole } from '#test/unit/containment/fake-role.ts';
import { idWithoutAccount, keyOf } from './key-ids.ts';

const member = '609629065308';
const stranger = '999988887777';
const undecided = { undecided: 'organizations:DescribeAccount failed: AccessDenied' };

let account: ReturnType<typeof fakeAccount>;
/** Which account's IAM was asked, in order. */
let entered: string[];
let accountOfKey: OwnerSources['accountOfKey'];
let standings: Record<string, AccountStanding>;

beforeEach(() => {
  account = fakeAccount();
  entered = [];
  accountOfKey = async () => member;
  standings = { [accountId]: 'own', [member]: 'member' };
});

const owner = (question: OwnerQuestion) =>
  findOwner(question, {
    ownAccountId: async () => accountId,
    accountOfKey: (id) => accountOfKey(id),
    accountStanding: async (id) => standings[id] ?? 'foreign',
    iamFor: async (id) => {
      entered.push(id);
      return new IAMClient({ region: 'us-east-1' });
    },
  });

const refuse = async (): Promise<never> => {
  throw denied('sts:GetAccessKeyInfo');
};
const noSuchKey = () => new NoSuchEntityException({ message: 'not found', $metadata: {} });
const hers = { kind: 'user', standing: { userName: 'deploy-bot' } };

/** The user of the fake account has this key. */
const has = (accessKeyId: string): string => {
  account.user.keys[accessKeyId] = 'Active';
  return accessKeyId;
};

it('the ids that are made here carry what they say', () => {
  expect(parseKeyId(keyOf(member))).toMatchObject({ accountId: member });
  expect(parseKeyId(idWithoutAccount)).not.toHaveProperty('accountId');
});

describe('a key of a member account', () => {
  it('is found there at once, where its id carries the account', async () => {
    accountOfKey = refuse;
    expect(await owner({ accessKeyId: has(keyOf(member)) })).toMatchObject(hers);
    expect(entered).toEqual([member]);
  });

  it('is found there through STS, where its id carries none: our own account is asked first', async () => {
    has(idWithoutAccount);
    account.mock
      .on(GetAccessKeyLastUsedCommand)
      .rejectsOnce(noSuchKey())
      .resolves({ UserName: 'deploy-bot' });
    expect(await owner({ accessKeyId: idWithoutAccount })).toMatchObject(hers);
    expect(entered).toEqual([accountId, member]);
  });

  it('is deleted where the member does not know it and STS says that it is the member’s', async () => {
    expect(await owner({ accessKeyId: keyOf(member) })).toEqual({ kind: 'deleted', named: undefined });
  });

  it('is our own in the end where STS contradicts what its id seems to carry', async () => {
    accountOfKey = async () => accountId;
    account.mock
      .on(GetAccessKeyLastUsedCommand)
      .rejectsOnce(noSuchKey())
      .resolves({ UserName: 'deploy-bot' });
    expect(await owner({ accessKeyId: has(keyOf(member)) })).toMatchObject(hers);
    expect(entered).toEqual([member, accountId]);
  });

  it('is undecided while nobody can tell whether the account is of our organization', async () => {
    standings[member] = undecided;
    const why = undecided.undecided;
    expect(await owner({ accessKeyId: keyOf(member) })).toEqual({ kind: 'undecided', why });
    expect(await owner({ accessKeyId: idWithoutAccount })).toEqual({ kind: 'undecided', why });
    expect(entered).toEqual([accountId]);
  });
});

describe('a key of an account that is not ours', () => {
  it.each([keyOf(stranger), idWithoutAccount])('is never asked for there: %s', async (accessKeyId) => {
    accountOfKey = async () => stranger;
    expect(await owner({ accessKeyId })).toEqual({ kind: 'not-ours', accountId: stranger });
    expect(entered).not.toContain(stranger);
  });

  it('is not ours by what its id carries, where STS does not answer', async () => {
    accountOfKey = refuse;
    expect(await owner({ accessKeyId: keyOf(stranger) })).toMatchObject({ kind: 'not-ours' });
  });
});

describe('a key of a root user', () => {
  it.each([{}, { UserName: '<root_account>' }])('is one that IAM names no user for: %j', async (answer) => {
    account.mock.on(GetAccessKeyLastUsedCommand).resolves(answer);
    expect(await owner({ accessKeyId: keyOf(member) })).toEqual({ kind: 'root', accountId: member });
  });

  it.each([keyOf(member), keyOf(member, 'ASIA')])('is one that the source calls so: %s', async (id) => {
    expect(await owner({ accessKeyId: id, root: true })).toEqual({ kind: 'root', accountId: member });
  });

  it('of another account is not ours', async () => {
    accountOfKey = async () => stranger;
    expect(await owner({ accessKeyId: keyOf(stranger), root: true })).toMatchObject({ kind: 'not-ours' });
  });
});

describe('a temporary credential', () => {
  const accessKeyId = keyOf(member, 'ASIA');
  const session = { roleName: 'build', roleId: 'AROAT3SKF7WXYEXAMPLE1', sessionName: 's' };

  it('whose source names nobody is unknown: no API tells', async () => {
    expect(await owner({ accessKeyId })).toEqual({ kind: 'unknown', accountId: member });
  });

  it('of a role is its session', async () => {
    fakeRole(account.mock);
    expect(await owner({ accessKeyId, session })).toMatchObject({
      kind: 'role-session',
      standing: { kind: 'role-session', roleName: 'build', policy: null },
      sessionName: 's',
    });
    const { sessionName: _, ...unnamed } = session;
    expect(await owner({ accessKeyId, session: unnamed })).toMatchObject({ sessionName: undefined });
    expect(entered).toEqual([member, member]);
  });

  it.each([
    ['has gone', { ...session, roleName: 'nobody' }, 'role nobody (AROAT3SKF7WXYEXAMPLE1)'],
    ['was made anew', { ...session, roleId: 'AROA2' }, 'role build (AROA2)'],
  ])('of a role that %s is dead', async (_, named, what) => {
    fakeRole(account.mock);
    expect(await owner({ accessKeyId, session: named })).toEqual({ kind: 'gone', what });
  });

  it.each([undefined, 'AIDAT3SKF7WXYEXAMPLE1'])('of a user is the user’s: unique id %s', async (userId) => {
    const question = { accessKeyId, userName: 'deploy-bot', ...(userId && { userId }) };
    expect(await owner(question)).toMatchObject({ ...hers, kind: 'user-session' });
  });

  it.each([
    ['under whose name another lives', 'deploy-bot', 'AIDA2', 'user deploy-bot (AIDA2)'],
    ['who has gone', 'nobody', undefined, 'user nobody'],
  ])('of a user %s is dead', async (_, userName, userId, what) => {
    expect(await owner({ accessKeyId, userName, ...(userId && { userId }) })).toEqual({ kind: 'gone', what });
  });

  it('belongs to the account that STS names and not to the one that the source does', async () => {
    accountOfKey = async () => stranger;
    expect(await owner({ accessKeyId, accountId: member })).toEqual({
      kind: 'not-ours',
      accountId: stranger,
    });
    accountOfKey = refuse;
    expect(await owner({ accessKeyId, accountId: member })).toEqual({ kind: 'unknown', accountId: member });
    await expect(owner({ accessKeyId })).rejects.toThrow('sts:GetAccessKeyInfo');
  });

  it('is undecided while nobody can tell whether its account is of our organization', async () => {
    standings[member] = undecided;
    expect(await owner({ accessKeyId })).toEqual({ kind: 'undecided', why: undecided.undecided });
  });
});

describe('a user of whom no key is named', () => {
  const question = { userName: 'deploy-bot', accountId: member };

  it('is found in the account that the source names, and STS is not asked', async () => {
    accountOfKey = vi.fn(refuse);
    expect(await owner(question)).toMatchObject({ ...hers, kind: 'user-only' });
    expect([entered, vi.mocked(accountOfKey).mock.calls]).toEqual([[member], []]);
  });

  it.each([
    [{ userName: 'deploy-bot' }, { kind: 'undecided', why: 'the report names no account' }],
    [
      { ...question, accountId: stranger },
      { kind: 'not-ours', accountId: stranger },
    ],
    [
      { ...question, userId: 'AIDA2' },
      { kind: 'gone', what: 'user deploy-bot (AIDA2)' },
    ],
    [
      { ...question, userName: 'nobody' },
      { kind: 'gone', what: 'user nobody' },
    ],
  ])('%j: %j', async (asked, expected) => {
    expect(await owner(asked)).toEqual(expected);
  });
});
