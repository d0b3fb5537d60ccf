import type { Caller } from '../contract.ts';
import type { Requester } from './model.ts';
import type { NamedPrincipal, Principals } from './read-principals.ts';
import { UndecidablePolicy } from './undecidable.ts';

/**
 * How a Principal element reaches the requester.
 * `direct`: it names the requester itself or everyone.
 * `through`: it names the role of the session, or the user that federated.
 * `account`: it names the account, which delegates to the account's own identity policies.
 */
export type Reach = 'direct' | 'through' | 'account';

/**
 * The principal as policies see it. `behind` is the ARN of a session's role, or of the user that federated; a
 * session does not tell its path, so without it the path is taken to be `/`.
 */
export const requesterOf = (caller: Caller, behind?: string): Requester => {
  const { kind, arn, accountId, userId, userName } = caller;
  const requester: Requester = { kind, arn, accountId, userId };
  if (kind === 'role-session') requester.roleArn = behind ?? roleArnOf(requester);
  const federating = userName === undefined ? 'root' : `user/${userName}`;
  if (kind === 'federated-user') requester.userArn = behind ?? iamArn(arn, federating);
  return requester;
};

const iamArn = (arn: string, name: string): string => {
  const [, partition, , , account] = arn.split(':');
  return `arn:${partition}:iam::${account}:${name}`;
};

const rootArnOf = ({ arn }: Requester): string => iamArn(arn, 'root');

/** From `…:assumed-role/name/session`. */
const roleArnOf = ({ arn }: Requester): string => iamArn(arn, `role/${arn.split('/')[1]}`);

/** The role or user that stands behind a session of another ARN. */
export const identityBehind = (requester: Requester): string | undefined => {
  if (requester.kind === 'role-session') return requester.roleArn ?? roleArnOf(requester);
  return requester.kind === 'federated-user' ? requester.userArn : undefined;
};

/** Root, with long-term keys or a session of its own, has every permission that no SCP takes away. */
export const isRoot = (requester: Requester): boolean =>
  requester.kind !== 'service' && [requester.arn, identityBehind(requester)].includes(rootArnOf(requester));

const awsReach = (id: string, requester: Requester): Reach | undefined => {
  if (id === '*' || id === requester.arn || id === requester.userId) return 'direct';
  if (requester.kind === 'service') return undefined;
  const isRoleId = requester.kind === 'role-session' && requester.userId?.startsWith(`${id}:`) === true;
  if (isRoleId || id === identityBehind(requester)) return 'through';
  return id === requester.accountId || id === rootArnOf(requester) ? 'account' : undefined;
};

const reachOf = ({ type, id }: NamedPrincipal, requester: Requester): Reach | undefined => {
  if (type === 'CanonicalUser') throw new UndecidablePolicy('canonical user ids are not known here');
  if (type === 'AWS') return awsReach(id, requester);
  // A Federated principal is an identity provider, and its calls are not signed.
  return type === 'Service' && requester.kind === 'service' && id === requester.arn ? 'direct' : undefined;
};

const strength: readonly Reach[] = ['direct', 'through', 'account'];

/**
 * NotPrincipal spares the requester only when the account, the role or user and the session are all listed, and
 * never one with a permissions boundary (IAM guide, "NotPrincipal").
 */
const spared = ({ named }: Principals, reaches: ReadonlySet<Reach | undefined>, requester: Requester) => {
  if (named.some(({ id }) => id === '*')) return true;
  if (requester.kind === 'service' || isRoot(requester)) return reaches.size > 0;
  const levels: Reach[] = identityBehind(requester)
    ? ['direct', 'through', 'account']
    : ['direct', 'account'];
  return levels.every((level) => reaches.has(level));
};

/** How a statement reaches the requester, undefined when it does not. Policies without Principal reach theirs. */
export const reach = (
  principals: Principals | undefined,
  requester: Requester,
  bounded: boolean,
): Reach | undefined => {
  if (!principals) return 'direct';
  const reaches = new Set(principals.named.map((named) => reachOf(named, requester)));
  reaches.delete(undefined);
  if (principals.negated) return !bounded && spared(principals, reaches, requester) ? undefined : 'direct';
  return strength.find((each) => reaches.has(each));
};
