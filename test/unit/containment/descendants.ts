import type { Incident } from '#lib/incident/incident.ts';
import type { DescendantFound } from '#lib/signal/descendant.ts';
import { accountId, type FakeUser, key } from './fake-account.ts';
import type { Responder } from './responder.ts';

export const root = `${key}-1`;
/** What the thief made or issued: a key, and sessions of a user and of a role. */
export const madeKey = 'AKIAT3SKF7WXYQ2ZNMAD';
export const issued = 'ASIAT3SKF7WXYQ2ZNSES';
export const roleSession = 'ASIAT3SKF7WXYQ2ZNROL';

type Thing = DescendantFound['thing'];

/** A message of the investigation about something that the leaked key's lineage made. */
export const descendant = (thing: Thing, over: Partial<DescendantFound> = {}): DescendantFound => ({
  kind: 'descendant',
  incidentId: root,
  accountId,
  issuedAt: '2026-11-23T03:01:00.000Z',
  how: 'CreateAccessKey by the leaked key',
  thing,
  ...over,
});

/** Another user of the account, with the key that the thief made and one of its own. */
export const otherUser = ({ account }: Responder, over: Partial<FakeUser> = {}): FakeUser => {
  const user = {
    name: 'reporting',
    id: 'AIDAT3SKF7WXYEXAMPLE3',
    arn: `arn:aws:iam::${accountId}:user/reporting`,
    keys: { [madeKey]: 'Active', AKIAT3SKF7WXYQ2ZNOWN: 'Active' },
    policies: [],
    boundary: undefined,
    quota: 10,
    ...over,
  };
  account.others.push(user);
  return user;
};

export const things = {
  /** A key for a user who was there before. */
  key: { type: 'access-key', accessKeyId: madeKey, userName: 'reporting', madeUser: false },
  /** A key of a user whom the thief made as well. */
  userKey: { type: 'access-key', accessKeyId: madeKey, userName: 'reporting', madeUser: true },
  user: { type: 'user', userName: 'reporting', userId: 'AIDAT3SKF7WXYEXAMPLE3' },
  userSession: {
    type: 'user-session',
    accessKeyId: issued,
    userName: 'reporting',
    userId: 'AIDAT3SKF7WXYEXAMPLE3',
  },
  role: { type: 'role', roleName: 'build', roleId: 'AROAT3SKF7WXYEXAMPLE1' },
  roleSession: {
    type: 'role-session',
    accessKeyId: roleSession,
    roleName: 'build',
    roleId: 'AROAT3SKF7WXYEXAMPLE1',
    sessionName: 'thief',
  },
} as const satisfies Record<string, Thing>;

export const stepsOf = (incident: Incident | undefined): string[] =>
  (incident?.steps ?? []).map(({ id, outcome }) => `${id} ${outcome}`).sort();
