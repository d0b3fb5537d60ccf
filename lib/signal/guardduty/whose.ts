import type { KeyKind } from '#lib/credential/key-id.ts';
import type { LeakSignal, RoleSession } from '#lib/signal/leak-signal.ts';
import { iamUserName } from './user-name.ts';

/** How a finding names who holds a credential; nothing of it is checked yet. */
export interface Named {
  /** As `userIdentity.type` in CloudTrail: Root, IAMUser, AssumedRole, FederatedUser, AWSAccount … */
  userType: unknown;
  /** The user's name, or the role's when the credential is a session's. */
  name: unknown;
  /** `AIDA…` of a user, `AROA…:session` of a role session. */
  principalId: unknown;
}

export type Whose = Pick<LeakSignal, 'userName' | 'userId' | 'session' | 'root'>;

/** IAM API reference, CreateRole. */
const roleNames = /^[\w+=,.@-]{1,64}$/;
const roleIds = /^AROA[A-Z0-9]{8,124}$/;
/** STS API reference, AssumeRole. */
const sessionNames = /^[\w+=,.@-]{2,64}$/;

const as = (allowed: RegExp, value: unknown): string | undefined =>
  typeof value === 'string' && allowed.test(value) ? value : undefined;

// A name that no role can have is not acted on; an odd part of the id only leaves that part out.
const sessionOf = (name: unknown, principalId: unknown): Whose => {
  const roleName = as(roleNames, name);
  if (roleName === undefined) return {};
  const [id, ...rest] = typeof principalId === 'string' ? principalId.split(':') : [];
  const roleId = as(roleIds, id);
  const sessionName = roleId && as(sessionNames, rest.join(':'));
  return { session: { roleName, ...(roleId && { roleId }), ...(sessionName && { sessionName }) } };
};

/**
 * Whose a credential is. GuardDuty puts user names, role names and the names of federated sessions into one field, and
 * a user of that name may exist too: the type decides. A federated session does not name the user who issued it, and
 * a caller of another account is nobody whom we know.
 */
export const whose = ({ userType, name, principalId }: Named, key?: KeyKind): Whose => {
  if (userType === 'Root') return { root: true };
  if (userType === 'IAMUser') return iamUserName(userType, name, principalId);
  // A long-term key is never a session's.
  const isRole = (userType === 'AssumedRole' || userType === 'Role') && key !== 'long-term';
  return isRole ? sessionOf(name, principalId) : {};
};

const sessionInWords = ({ roleName, roleId, sessionName }: RoleSession): string =>
  [`role ${roleName}`, roleId && `(${roleId})`, sessionName && `session ${sessionName}`]
    .filter((part) => part !== undefined)
    .join(' ');

/** For people who must find the credential: `role app (AROA…) session build`. */
export const inWords = ({ userName, session, root }: Whose): string | undefined => {
  if (root) return 'the root user';
  if (session) return sessionInWords(session);
  return userName === undefined ? undefined : `user ${userName}`;
};
