import type { Caller } from '../contract.ts';
import { type SessionContext, type UserIdentity, wholeSeconds } from './cloudtrail-record.ts';

/** The user or role behind temporary credentials, as far as the account's IAM knows it. */
export interface Issuer {
  principalId?: string;
  arn?: string;
}

/** Finds an issuer's unique id and its ARN with the path, which a session's own ARN leaves out. */
export type FindIssuer = (caller: Caller) => Issuer | undefined;

/** Who is named in the record of a call. */
export function userIdentity(caller: Caller, findIssuer: FindIssuer = () => undefined): UserIdentity {
  const { accountId, arn, accessKeyId, userId: principalId } = caller;
  const own = { principalId, arn, accountId, accessKeyId };
  const userName = caller.userName === undefined ? {} : { userName: caller.userName };
  const withSession = (issuer?: SessionContext['sessionIssuer']) =>
    caller.issuedAt ? { sessionContext: session(caller, caller.issuedAt, issuer) } : {};
  switch (caller.kind) {
    case 'root':
      return { type: 'Root', ...own, principalId: accountId, ...withSession() };
    case 'user':
      return { type: 'IAMUser', ...own, ...userName };
    // A session token's calls look like its user's, but for the key id and the session.
    case 'session-token':
      return { type: 'IAMUser', ...own, ...userName, ...withSession() };
    case 'federated-user':
      return { type: 'FederatedUser', ...own, ...withSession(userIssuer(caller, findIssuer)) };
    case 'role-session':
      return { type: 'AssumedRole', ...own, ...withSession(roleIssuer(caller, findIssuer)) };
    case 'service':
      return { type: 'AWSService', invokedBy: serviceOf(caller) };
  }
}

const session = (
  caller: Caller,
  issuedAt: Date,
  sessionIssuer: SessionContext['sessionIssuer'] = {},
): SessionContext => ({
  sessionIssuer,
  webIdFederationData: {},
  attributes: { creationDate: wholeSeconds(issuedAt), mfaAuthenticated: caller.mfa ? 'true' : 'false' },
  ...(caller.ec2RoleDelivery && { ec2RoleDelivery: caller.ec2RoleDelivery }),
});

const userIssuer = (caller: Caller, findIssuer: FindIssuer): SessionContext['sessionIssuer'] => ({
  type: 'IAMUser',
  arn: `arn:aws:iam::${caller.accountId}:user/${caller.userName}`,
  ...findIssuer(caller),
  accountId: caller.accountId,
  ...(caller.userName !== undefined && { userName: caller.userName }),
});

const roleIssuer = (caller: Caller, findIssuer: FindIssuer): SessionContext['sessionIssuer'] => ({
  type: 'Role',
  principalId: caller.userId.split(':')[0] ?? '',
  arn: `arn:aws:iam::${caller.accountId}:role/${caller.roleName}`,
  ...findIssuer(caller),
  accountId: caller.accountId,
  ...(caller.roleName !== undefined && { userName: caller.roleName }),
});

/** A service calls by its principal name, such as `lambda.amazonaws.com`, which stands in place of an ARN. */
export const serviceOf = (caller: Caller): string => caller.arn;

/** The name under which LookupEvents finds the record by Username. */
export function userNameOf({ type, userName, arn, invokedBy }: UserIdentity): string | undefined {
  if (userName) return userName;
  if (type === 'Root') return 'root';
  return invokedBy ?? arn?.split('/').pop();
}
