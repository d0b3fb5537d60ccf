import { randomBytes, randomUUID } from 'node:crypto';
import { newAccessKeyId } from '#infra/local/iam/access-key-id.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { planned } from '#test/drill/account-changes.ts';
import { denyAll, type Filled, type FilledUser, leakedAgo, roomForPolicies } from './account.ts';
import { accountId, type Cloud, foreignAccount } from './cloud.ts';

/** What leaks, and every line by which the account may differ once it is contained. */
export interface Leak {
  signals: LeakSignal[];
  changes: string[];
  /** Not even tried. */
  leftAlone?: true;
}

/** A row of the table of credentials. What leaks may have to be made first. */
export type Row = (filled: Filled, cloud: Cloud) => Leak;

export const signalOf = (about: Partial<LeakSignal>): LeakSignal => ({
  id: `guardduty:${randomUUID()}`,
  source: 'guardduty',
  certainty: 'proven',
  where: 'a finding',
  accountId,
  reportedAt: new Date(Date.now() - leakedAgo).toISOString(),
  ...about,
});

const first = <T>([item]: readonly T[]): T => {
  if (item === undefined) throw new Error('the account has none');
  return item;
};

/** The user with so many keys at least. */
const withKeys = (count: number, { users }: Filled, { run }: Cloud): FilledUser => {
  const user = first(users);
  while (user.keyIds.length < count) {
    user.keyIds.push(run('CreateAccessKey', { UserName: user.name }).AccessKey.AccessKeyId);
    user.keys.push('Active');
  }
  return user;
};

const off = ({ name, keyIds, keys }: FilledUser, ...leaked: string[]): string[] =>
  keyIds.flatMap((id, at) =>
    leaked.includes(id) && keys[at] === 'Active' ? [planned.keyOff(name, id)] : [],
  );

/** The deny, where it is not there yet, and what was made after the leak. */
const denied = ({ name, attached, boundary, services, serviceIds }: FilledUser): string[] => {
  const late = services.flatMap((each, at) =>
    each.late && each.status === 'Active' ? [planned.serviceOff(name, serviceIds[at] ?? '')] : [],
  );
  if (attached.includes(denyAll) || boundary === denyAll) return late;
  return [
    attached.length < roomForPolicies ? planned.denied(name) : planned.bound(name, boundary ?? null),
    ...late,
  ];
};

const session = (): string => newAccessKeyId('ASIA', accountId);

const roleSession = (role: { name: string; id: string }, sessionName?: string): Partial<LeakSignal> => ({
  accessKeyId: session(),
  session: { roleName: role.name, roleId: role.id, ...(sessionName && { sessionName }) },
});

const sessionDenied = (role: { name: string }, ...leaked: LeakSignal[]): string[] =>
  leaked.map(({ accessKeyId = '' }) => planned.sessionDenied(role.name, accessKeyId));

const untouched = (about: Partial<LeakSignal>): Leak => ({
  signals: [signalOf(about)],
  changes: [],
  leftAlone: true,
});

const trustAnybody = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' },
  ],
});

export const users: Record<string, Row> = {
  'a key of a user': (filled, cloud) => {
    const user = withKeys(1, filled, cloud);
    const accessKeyId = first(user.keyIds);
    return { signals: [signalOf({ accessKeyId })], changes: [...off(user, accessKeyId), ...denied(user)] };
  },
  'a key whose user is named': (filled, cloud) => {
    const user = withKeys(1, filled, cloud);
    const accessKeyId = first(user.keyIds);
    const signals = [signalOf({ accessKeyId, userName: user.name, userId: user.id })];
    return { signals, changes: [...off(user, accessKeyId), ...denied(user)] };
  },
  'both keys of a user': (filled, cloud) => {
    const user = withKeys(2, filled, cloud);
    const signals = user.keyIds.map((accessKeyId) => signalOf({ accessKeyId }));
    return { signals, changes: [...off(user, ...user.keyIds), ...denied(user)] };
  },
  'a user, and then its key': (filled, cloud) => {
    const user = withKeys(1, filled, cloud);
    const accessKeyId = first(user.keyIds);
    const signals = [signalOf({ userName: user.name }), signalOf({ accessKeyId })];
    return { signals, changes: [...off(user, accessKeyId), ...denied(user)] };
  },
  'a key that the thief made for a user': (filled, cloud) => {
    const user = withKeys(1, filled, cloud);
    const accessKeyId = first(user.keyIds);
    const signals = [signalOf({ source: 'lineage', accessKeyId, userName: user.name, made: 'key' })];
    return { signals, changes: off(user, accessKeyId) };
  },
  'a session of a user': ({ users: [user] }) => ({
    signals: [signalOf({ accessKeyId: session(), userName: user?.name ?? '' })],
    changes: user ? denied(user) : [],
  }),
  'a user and no key': ({ users: [user] }) => ({
    signals: [signalOf({ userName: user?.name ?? '' })],
    changes: user ? denied(user) : [],
  }),
  'a deleted key whose user is named': ({ users: [user] }) => {
    const gone = { accessKeyId: newAccessKeyId('AKIA', accountId) };
    const named = user ? { userName: user.name, userId: user.id } : {};
    return { signals: [signalOf({ ...gone, ...named })], changes: user ? denied(user) : [] };
  },
};

export const roles: Record<string, Row> = {
  'a session of a role': ({ roles: [role = { name: '', id: '' }] }) => {
    const signals = [signalOf(roleSession(role, 'build+1'))];
    return { signals, changes: sessionDenied(role, ...signals) };
  },
  'a role with all its sessions': ({ roles: [role = { name: '', id: '' }] }) => {
    const signals = [signalOf({ ...roleSession(role), override: ['whole-role'] })];
    return { signals, changes: sessionDenied(role, ...signals) };
  },
  'a role that the thief made': ({ roles: [role = { name: '', id: '' }] }) => ({
    signals: [signalOf({ source: 'lineage', role: { roleName: role.name, roleId: role.id }, made: 'role' })],
    changes: [planned.roleDenied(role.name)],
  }),
  'two sessions of a role': ({ roles: [role = { name: '', id: '' }] }) => {
    const signals = [signalOf(roleSession(role, 'one')), signalOf(roleSession(role, 'two'))];
    return { signals, changes: sessionDenied(role, ...signals) };
  },
  'a role that is only named like one of Identity Center': (_, { run }) => {
    const RoleName = 'AWSReservedSSO_Admin_0123456789abcdef';
    const { Role } = run('CreateRole', { RoleName, AssumeRolePolicyDocument: trustAnybody });
    const role = { name: RoleName, id: Role.RoleId };
    const signals = [signalOf(roleSession(role, 'somebody@example.com'))];
    return { signals, changes: sessionDenied(role, ...signals) };
  },
};

/** Nothing can be done about these, or nothing may be: the account stays as it is. */
export const leftAlone: Record<string, Row> = {
  'a deleted key of nobody': () => untouched({ accessKeyId: newAccessKeyId('AKIA', accountId) }),
  'a role whose session is not known': ({ roles: [role = { name: '', id: '' }] }) =>
    untouched(roleSession(role)),
  'a session that nobody knows': () => untouched({ accessKeyId: session() }),
  'a root key': (_, { createRootKey }) => untouched({ accessKeyId: createRootKey().accessKeyId }),
  'a service-linked role': (_, { run }) => {
    const { Role } = run('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });
    return untouched(roleSession({ name: Role.RoleName, id: Role.RoleId }, 'task'));
  },
  'a role of Identity Center': (_, { createIdentityCenterRole }) => {
    const { RoleName, RoleId } = createIdentityCenterRole('Admin');
    return untouched(roleSession({ name: RoleName, id: RoleId }, 'somebody@example.com'));
  },
  'a bearer token': () => untouched({ accessKeyId: `ABIA${keyBody()}` }),
  'a context-specific credential': () => untouched({ accessKeyId: newAccessKeyId('ACCA', accountId) }),
  'a key of an account that is not ours': () =>
    untouched({ accessKeyId: newAccessKeyId('AKIA', foreignAccount) }),
  'a key from documentation': () => untouched({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
};

const keyBody = (): string => randomBytes(8).toString('hex').toUpperCase();
