import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  IAMClient,
  IAMServiceException,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListServiceSpecificCredentialsCommand,
  ListUsersCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoMemberRole } from '#lib/aws/member-role-errors.ts';
import { type BlastKey, blastOf } from '#lib/containment/blast.ts';
import type { AccountStanding } from '#lib/credential/organization.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { accountId, denied, denyAll } from './fake-account.ts';

vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  sleep: async () => {},
}));

const member = '222233334444';
const today = new Date('2026-11-23T03:00:00.000Z');
const daysAgo = (days: number): Date => new Date(today.getTime() - days * 86_400_000);

interface FakeKey {
  id: string;
  used?: number;
  inactive?: true;
}
interface FakeUser {
  keys: FakeKey[];
  policies?: string[];
  password?: number;
  /** The last use of a password that was taken away is still told. */
  noProfile?: true;
  services?: string[];
}

const keyId = (n: number): string => `AKIAT3SKF7WXYQ2ZN${String(n).padStart(3, 'A')}`;
const noSuchEntity = () => new NoSuchEntityException({ message: 'none', $metadata: {} });
const throttled = () =>
  new IAMServiceException({ name: 'Throttling', message: 'slow down', $fault: 'client', $metadata: {} });

let users: Record<string, FakeUser>;
let mock: ReturnType<typeof mockClient>;

const userOf = (name = ''): FakeUser => {
  const user = users[name];
  if (!user) throw noSuchEntity();
  return user;
};

/** One thing a page: whoever forgets to turn the page misses the rest. */
const paged = <T>(all: T[], marker: string | undefined) => {
  const at = Number(marker ?? 0);
  const more = at + 1 < all.length;
  return { shown: all.slice(at, at + 1), IsTruncated: more, ...(more && { Marker: String(at + 1) }) };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: today });
  users = {};
  const iam = mockClient(IAMClient);
  iam.on(ListUsersCommand).callsFake(({ Marker }) => {
    const { shown, ...rest } = paged(Object.keys(users), Marker);
    const Users = shown.map((UserName) => ({
      UserName,
      Arn: `arn:aws:iam::${accountId}:user/eu/${UserName}`,
      ...(users[UserName]?.password !== undefined && { PasswordLastUsed: daysAgo(users[UserName].password) }),
    }));
    return { Users, ...rest };
  });
  iam.on(ListAccessKeysCommand).callsFake(({ UserName, Marker }) => {
    const { shown, ...rest } = paged(userOf(UserName).keys, Marker);
    return {
      AccessKeyMetadata: shown.map(({ id, inactive }) => ({
        AccessKeyId: id,
        Status: inactive ? 'Inactive' : 'Active',
        CreateDate: daysAgo(500),
      })),
      ...rest,
    };
  });
  iam.on(GetAccessKeyLastUsedCommand).callsFake(({ AccessKeyId }) => {
    const used = Object.values(users)
      .flatMap(({ keys }) => keys)
      .find(({ id }) => id === AccessKeyId)?.used;
    return used === undefined
      ? { AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } }
      : { AccessKeyLastUsed: { LastUsedDate: daysAgo(used), ServiceName: 's3', Region: 'eu-west-1' } };
  });
  iam.on(GetLoginProfileCommand).callsFake(({ UserName }) => {
    if (userOf(UserName).noProfile) throw noSuchEntity();
    return { LoginProfile: { UserName } };
  });
  iam.on(ListAttachedUserPoliciesCommand).callsFake(({ UserName, Marker }) => {
    const { shown, ...rest } = paged(userOf(UserName).policies ?? [], Marker);
    return { AttachedPolicies: shown.map((PolicyArn) => ({ PolicyArn })), ...rest };
  });
  iam.on(ListServiceSpecificCredentialsCommand).callsFake(({ UserName, Marker }) => {
    const { shown, ...rest } = paged(userOf(UserName).services ?? [], Marker);
    return {
      ServiceSpecificCredentials: shown.map((Status) => ({
        ServiceSpecificCredentialId: 'ACCAEXAMPLE',
        ServiceName: 'bedrock.amazonaws.com',
        Status,
      })),
      ...rest,
    };
  });
  mock = iam;
});
afterEach(() => {
  mock.restore();
  vi.useRealTimers();
});

const blast = (
  rules: object = {},
  accounts = [accountId],
  standings: Record<string, AccountStanding> = {},
) => {
  const iam = new IAMClient({ region: 'us-east-1' });
  return blastOf(accounts, {
    rules: () => parseRules(rules),
    accountStanding: async (id) => standings[id] ?? 'own',
    iamFor: async (id) => {
      if (id === member) throw new NoMemberRole(id);
      return iam;
    },
  });
};

const only = async (rules: object = {}): Promise<BlastKey> => {
  const { keys } = await blast(rules);
  expect(keys).toHaveLength(1);
  const [key] = keys;
  if (!key) throw new Error('there is no key');
  return key;
};

describe('a key', () => {
  it('that is in use would break what uses it', async () => {
    users = { bot: { keys: [{ id: keyId(1), used: 3 }] } };
    expect(await only()).toEqual({
      accessKeyId: keyId(1),
      accountId,
      owner: `arn:aws:iam::${accountId}:user/eu/bot`,
      createdAt: daysAgo(500).toISOString(),
      lastUsed: { at: daysAgo(3).toISOString(), service: 's3', region: 'eu-west-1' },
      otherKeys: [],
      console: null,
      serviceCredentials: [],
      protectedBy: null,
      quarantined: null,
      wouldBreak: ['the key itself, used 2026-11-20 by s3 in eu-west-1'],
      unread: [],
    });
  });

  it.each([
    ['never used', {}, null],
    ['used 91 days ago', { used: 91 }, daysAgo(91).toISOString()],
  ])('that is %s would break nothing', async (_, used, at) => {
    users = { bot: { keys: [{ id: keyId(1), ...used }] } };
    const key = await only();
    expect(key.wouldBreak).toEqual([]);
    expect(key.lastUsed?.at ?? null).toBe(at);
  });

  it('is told of only while it is active, and of every user on every page', async () => {
    users = {
      none: { keys: [] },
      off: { keys: [{ id: keyId(1), inactive: true, used: 1 }] },
      first: { keys: [{ id: keyId(2), inactive: true, used: 1 }, { id: keyId(3) }] },
      last: { keys: [{ id: keyId(4) }, { id: keyId(5) }] },
    };
    const { keys } = await blast();
    expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual([keyId(3), keyId(4), keyId(5)]);
    expect(keys[0]?.otherKeys).toEqual([]);
  });

  it('would break by the deny of its user what else the user comes in with', async () => {
    users = {
      bot: {
        keys: [{ id: keyId(1) }, { id: keyId(2), used: 10 }],
        password: 20,
        services: ['Active', 'Inactive'],
      },
    };
    const { keys } = await blast();
    const unused = keys.find(({ accessKeyId }) => accessKeyId === keyId(1));
    expect(unused?.wouldBreak).toEqual([
      `the other key ${keyId(2)}, used 2026-11-13 by s3 in eu-west-1`,
      'the console login, used 2026-11-03',
      'perhaps ACCAEXAMPLE (bedrock.amazonaws.com)',
    ]);
    expect(unused?.otherKeys).toMatchObject([{ accessKeyId: keyId(2) }]);
  });

  it('does not break the console of a password that was taken away, or that nobody used for long', async () => {
    users = { bot: { keys: [{ id: keyId(1) }], password: 1, noProfile: true } };
    expect(await only()).toMatchObject({ console: null, wouldBreak: [] });
    users = { bot: { keys: [{ id: keyId(1) }], password: 100 } };
    expect(await only()).toMatchObject({
      console: { lastUsedAt: daysAgo(100).toISOString() },
      wouldBreak: [],
    });
  });

  it('breaks itself only where the rules withhold the deny from a user whose other key is in use', async () => {
    users = {
      bot: {
        keys: [
          { id: keyId(1), used: 1 },
          { id: keyId(2), used: 2 },
        ],
        password: 1,
      },
    };
    const rule = 'page-if-other-key-used';
    for (const rules of [{ userDeny: rule }, { userDenyIn: { [accountId]: rule } }])
      for (const { wouldBreak } of (await blast(rules)).keys)
        expect(wouldBreak).toEqual([expect.stringContaining('the key itself')]);
    users = { bot: { keys: [{ id: keyId(1), used: 1 }, { id: keyId(2) }], password: 1 } };
    const { keys } = await blast({ userDeny: rule });
    expect(keys[0]?.wouldBreak).toContain('the console login, used 2026-11-22');
  });

  it('of a user that is denied already would break nothing', async () => {
    users = { bot: { keys: [{ id: keyId(1), used: 1 }], policies: ['arn:aws:iam::aws:policy/x', denyAll] } };
    expect((await only()).wouldBreak).toEqual([]);
  });

  it('is told with the quarantine of AWS, in whatever version, and with the rule that protects its user', async () => {
    const arn = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV9';
    users = { bot: { keys: [{ id: keyId(1), used: 1 }], policies: ['arn:aws:iam::aws:policy/x', arn] } };
    const rule = { principal: 'arn:aws:iam::*:user/eu/b*', reason: 'pays', until: '2026-12-01T00:00:00Z' };
    const over = { ...rule, until: '2026-11-01T00:00:00Z' };
    expect(await only({ protected: [over] })).toMatchObject({
      protectedBy: null,
      quarantined: 'AWSCompromisedKeyQuarantineV9',
    });
    expect((await only({ protected: [over, rule] })).protectedBy).toEqual(rule);
  });
});

it('the most dangerous comes first: what acts and breaks most, then what is protected, then the rest', async () => {
  users = {
    idle: { keys: [{ id: keyId(1) }] },
    old: { keys: [{ id: keyId(2), used: 200 }] },
    guarded: { keys: [{ id: keyId(3), used: 0 }], password: 0 },
    used: { keys: [{ id: keyId(4), used: 40 }] },
    fresh: { keys: [{ id: keyId(5), used: 2 }] },
    both: { keys: [{ id: keyId(6), used: 50 }], password: 50 },
  };
  const principal = `arn:aws:iam::${accountId}:user/eu/guarded`;
  const { keys } = await blast({ protected: [{ principal, reason: 'r', until: '2999-01-01T00:00:00Z' }] });
  expect(keys.map(({ owner }) => owner.split('/').at(-1))).toEqual([
    'both',
    'fresh',
    'used',
    'guarded',
    'old',
    'idle',
  ]);
});

describe('what cannot be read', () => {
  it('of an account is told, and the others are read', async () => {
    users = { bot: { keys: [{ id: keyId(1) }] } };
    const foreign = '333344445555';
    const asked = '444455556666';
    const answer = await blast({}, [member, foreign, asked, accountId], {
      [member]: 'member',
      [foreign]: 'foreign',
      [asked]: { undecided: 'Organizations would not say' },
    });
    expect(answer.accounts).toEqual([member, foreign, asked, accountId]);
    expect(answer.keys).toMatchObject([{ accessKeyId: keyId(1) }]);
    expect(answer.unread).toEqual([
      { accountId: member, user: null, reason: expect.stringMatching(/^no member role is configured/) },
      { accountId: foreign, user: null, reason: expect.stringMatching(/^it is none that we answer for/) },
      { accountId: asked, user: null, reason: 'Organizations would not say' },
    ]);
    mock.on(ListUsersCommand).rejects(denied('iam:ListUsers'));
    expect((await blast()).unread).toEqual([
      { accountId, user: null, reason: expect.stringMatching(/^iam:ListUsers failed: AccessDenied/) },
    ]);
  });

  it('of one user is told, and the others are read; one that was deleted meanwhile is not missed', async () => {
    users = { gone: { keys: [] }, shut: { keys: [] }, bot: { keys: [{ id: keyId(1) }] } };
    mock.on(ListAccessKeysCommand, { UserName: 'gone' }).rejects(noSuchEntity());
    mock.on(ListAccessKeysCommand, { UserName: 'shut' }).rejects(denied('iam:ListAccessKeys'));
    const { keys, unread } = await blast();
    expect(keys).toHaveLength(1);
    expect(unread).toEqual([{ accountId, user: 'shut', reason: expect.stringContaining('AccessDenied') }]);
  });

  it('of what else a user has stands beside its key, which is no harmless one then', async () => {
    users = { idle: { keys: [{ id: keyId(1) }] }, bot: { keys: [{ id: keyId(2) }], password: 1 } };
    mock.on(GetLoginProfileCommand).rejects(denied('iam:GetLoginProfile'));
    const { keys, unread } = await blast();
    expect(unread).toEqual([]);
    expect(keys.map(({ accessKeyId, unread: of }) => [accessKeyId, of])).toEqual([
      [keyId(2), [expect.stringMatching(/^iam:GetLoginProfile failed: AccessDenied/)]],
      [keyId(1), []],
    ]);
  });
});

describe('where IAM throttles', () => {
  it('it is asked again, and nothing is missed', async () => {
    users = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`u${n}`, { keys: [{ id: keyId(n) }] }]));
    const calm = await blast();
    let calls = 0;
    const commands = [ListUsersCommand, ListAccessKeysCommand, ListAttachedUserPoliciesCommand];
    const send = IAMClient.prototype.send;
    vi.spyOn(IAMClient.prototype, 'send').mockImplementation(function (this: IAMClient, ...given: unknown[]) {
      const [command] = given;
      if (commands.some((kind) => command instanceof kind) && calls++ % 3 !== 2) throw throttled();
      return Reflect.apply(send, this, given);
    });
    expect(await blast()).toEqual(calm);
    expect(calls).toBeGreaterThan(30);
    vi.restoreAllMocks();
  });

  it('without end it is told', async () => {
    mock.on(ListUsersCommand).rejects(throttled());
    expect((await blast()).unread).toMatchObject([{ reason: expect.stringContaining('Throttling') }]);
    expect(mock.commandCalls(ListUsersCommand)).toHaveLength(8);
  });

  it('no more than four users are read at once', async () => {
    users = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`u${n}`, { keys: [] }]));
    let [running, most] = [0, 0];
    mock.on(ListAccessKeysCommand).callsFake(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { AccessKeyMetadata: [] };
    });
    await blast();
    expect(most).toBe(4);
  });
});

it('only reads', async () => {
  users = { bot: { keys: [{ id: keyId(1), used: 1 }], password: 1, services: ['Active'] } };
  await blast();
  const sent = mock.calls().map(({ args }) => args[0].constructor.name);
  expect(sent.length).toBeGreaterThan(5);
  expect(sent.filter((name) => !/^(List|Get)/.test(name))).toEqual([]);
});
