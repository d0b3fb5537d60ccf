import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Holder, holderOf } from '#lib/investigation/holder.ts';
import { OwnerFinder } from '#lib/investigation/owner-finder.ts';
import { readLookedUpEvent } from '#lib/investigation/trail-record.ts';
import {
  account,
  assumedRole,
  assumption,
  federatedUser,
  iamUser,
  roleId,
  roleIssuer,
  root,
  session,
  userIssuer,
} from '../unit/investigation/identities.ts';
import { call } from '../unit/investigation/world.ts';

type Fields = Record<string, unknown>;

/** Ids as a thief could wish for: the key with one character changed, cut, longer, in other letters. */
const nearIds = fc.oneof(
  fc
    .tuple(fc.nat(session.length - 1), fc.constantFrom(...'ABCXYZ234567'))
    .map(([at, char]) => session.slice(0, at) + char + session.slice(at + 1)),
  fc.constantFrom(session.slice(0, -1), `${session}A`, session.toLowerCase(), ` ${session}`, `${session} `),
);
const keyIds = fc.oneof(fc.constant(session), nearIds);

const roleSessions = (key: string, name: string): Fields =>
  assumedRole({
    accessKeyId: key,
    principalId: `${roleId}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/deploy/${name}`,
  });
const people: ((key: string) => Fields)[] = [
  (accessKeyId) => roleSessions(accessKeyId, 'build-7'),
  (accessKeyId) => roleSessions(accessKeyId, 'build-8'),
  (accessKeyId) => iamUser({ accessKeyId }),
  (accessKeyId) => federatedUser({ accessKeyId }),
  (accessKeyId) => root({ accessKeyId }),
];
/** Whom each of the people is told as; a federated user is its user. */
const names = ['role build-7', 'role build-8', 'user', 'user', 'root'];

/** Ways to spoil a field that another field of the same record repeats. */
const spoiled: ((identity: Fields) => Fields)[] = [
  ({ type: _, ...rest }) => rest,
  (identity) => ({ ...identity, accountId: `${account.slice(0, -1)}4` }),
  (identity) => ({ ...identity, arn: `${identity['arn']}x` }),
  (identity) => ({ ...identity, arn: 7 }),
  (identity) => ({ ...identity, type: 'AWSAccount' }),
];

const signed = fc.record({
  key: keyIds,
  who: fc.nat(people.length - 1),
  spoil: fc.option(fc.nat(spoiled.length - 1), { nil: undefined, freq: 2 }),
});
const issuing = fc.record({ issues: keyIds });

const wordOf = (owner: Holder['owner']): string =>
  owner.type === 'role-session' ? `role ${owner.sessionName}` : owner.type;

test('only intact records of the very key count, and the owner is theirs or nobody', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(signed, issuing), { maxLength: 12 }), (records) => {
      const finder = new OwnerFinder(session, account);
      const expected = new Set<string>();
      for (const record of records) {
        if ('issues' in record) {
          const credentials = { accessKeyId: record.issues };
          finder.add(readLookedUpEvent(call(assumption({ credentials })), 'r'));
          if (record.issues === session) expected.add('role build-7');
          continue;
        }
        const identity = people[record.who]?.(record.key) ?? {};
        const spoil = record.spoil === undefined ? undefined : spoiled[record.spoil];
        finder.add(
          readLookedUpEvent(
            call({ userIdentity: { type: undefined, ...(spoil?.(identity) ?? identity) } }),
            'r',
          ),
        );
        if (!spoil && record.key === session) expected.add(names[record.who] ?? '');
      }
      const result = finder.result();
      if (result.state === 'found') expect([...expected]).toEqual([wordOf(result.owner)]);
      if (result.state === 'not-found') expect(expected.size).toBe(0);
      if (result.state === 'contradicted')
        expect(result.holders.map(({ owner }) => wordOf(owner)).sort()).toEqual([...expected].sort());
    }),
    { numRuns: 2_000 },
  );
});

const odd = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.constantFrom(
    account,
    roleId,
    `${roleId}:build-7`,
    'deploy',
    'Role',
    'IAMUser',
    'AssumedRole',
    '__proto__',
  ),
  fc.constantFrom<unknown>([], {}, roleIssuer(), userIssuer()),
);
const identityFields = fc.dictionary(
  fc.constantFrom('type', 'principalId', 'arn', 'accountId', 'accessKeyId', 'userName', 'sessionContext'),
  odd,
);

test('whatever an identity holds, reading it never throws, and an owner is of the account that it names', () => {
  fc.assert(
    fc.property(identityFields, fc.boolean(), (fields, onTop) => {
      const identity = onTop ? { ...assumedRole(), ...fields } : fields;
      const holder = holderOf(identity);
      if (!holder) return;
      expect(holder.accountId).toBe(identity['accountId']);
      if (holder.owner.type === 'role-session')
        expect(`${holder.owner.roleId}:${holder.owner.sessionName}`).toBe(identity['principalId']);
      if (holder.owner.type === 'user' && identity['type'] === 'IAMUser')
        expect(holder.owner.userId).toBe(identity['principalId']);
    }),
    { numRuns: 2_000 },
  );
});
