import { accountOfArn, lastOfArn } from '#lib/aws/arn.ts';
import { type OwnerFound, ownerFound } from '#lib/signal/owner-found.ts';
import { type Json, part, text } from './detail.ts';

/** Whose a credential is: the account, and the user, role session or root user behind it. */
export interface Holder {
  accountId: string;
  owner: OwnerFound['owner'];
}

const resourceIn = (arn: string | null): string => arn?.split(':').slice(5).join(':') ?? '';

/** The account, when all agree on it. */
const oneAccount = (...accounts: (string | null)[]): string | null => {
  const [first = null] = accounts;
  return accounts.every((account) => account === first) ? first : null;
};

/** `AROA…:name` as its two parts; session names hold no colon. */
const idAndName = (principalId: string | null): [string, string] | null => {
  const [id, name, ...rest] = principalId?.split(':') ?? [];
  return id && name && rest.length === 0 ? [id, name] : null;
};

/** A name that `contain` would not take is none: the schema of its message decides. */
const checked = (accountId: string | null, owner: OwnerFound['owner']): Holder | null => {
  const message = { kind: 'owner-found', incidentId: 'any', accountId, owner };
  const parsed = ownerFound.safeParse(message);
  return parsed.success ? { accountId: parsed.data.accountId, owner: parsed.data.owner } : null;
};

interface Assumed {
  /** `AROA…:name`. */
  assumedRoleId: string | null;
  /** `arn:aws:sts::111122223333:assumed-role/role/name`. */
  arn: string | null;
  roleArn: string | null;
}

/** The session of a role as its two ARNs and its id tell it; null where they do not tell the same. */
export const roleSession = (
  { assumedRoleId, arn, roleArn }: Assumed,
  ...accounts: (string | null)[]
): Holder | null => {
  const ids = idAndName(assumedRoleId);
  const roleName = lastOfArn(roleArn);
  if (!ids || !roleName || !resourceIn(roleArn).startsWith('role/')) return null;
  const [roleId, sessionName] = ids;
  if (resourceIn(arn) !== `assumed-role/${roleName}/${sessionName}`) return null;
  const accountId = oneAccount(accountOfArn(roleArn), accountOfArn(arn), ...accounts);
  return checked(accountId, { type: 'role-session', roleName, roleId, sessionName });
};

/** A session that an AWS service took for itself: its record leaves the id of the role out. */
export const serviceSession = (roleArn: string | null, sessionName: string | null): Holder | null => {
  const roleName = lastOfArn(roleArn);
  if (!roleName || !sessionName || !resourceIn(roleArn).startsWith('role/')) return null;
  return checked(accountOfArn(roleArn), { type: 'role-session', roleName, sessionName });
};

const fieldsOf = (identity: Json) => ({
  type: text(identity['type']),
  principalId: text(identity['principalId']),
  arn: text(identity['arn']),
  accountId: text(identity['accountId']),
  userName: text(identity['userName']),
});

const ofRole = (identity: Json, issuerPart: Json): Holder | null => {
  const [session, issuer] = [fieldsOf(identity), fieldsOf(issuerPart)];
  const roleId = session.principalId?.split(':')[0];
  if (issuer.type !== 'Role' || issuer.principalId !== roleId || issuer.userName !== lastOfArn(issuer.arn))
    return null;
  const assumed = { assumedRoleId: session.principalId, arn: session.arn, roleArn: issuer.arn };
  return roleSession(assumed, session.accountId, issuer.accountId);
};

const ofUser = (user: Json, ...accounts: (string | null)[]): Holder | null => {
  const { type, principalId, arn, accountId, userName } = fieldsOf(user);
  if (type !== 'IAMUser' || !principalId || !userName || userName !== lastOfArn(arn)) return null;
  if (!resourceIn(arn).startsWith('user/')) return null;
  const account = oneAccount(accountOfArn(arn), accountId, ...accounts);
  return checked(account, { type: 'user', userName, userId: principalId });
};

const ofRoot = (root: Json, ...accounts: (string | null)[]): Holder | null => {
  const { type, principalId, arn, accountId } = fieldsOf(root);
  // `assumed-root` is how a session of AssumeRoot calls itself.
  if (type !== 'Root' || !/^(assumed-)?root$/.test(resourceIn(arn))) return null;
  return checked(oneAccount(accountOfArn(arn), accountId, principalId, ...accounts), { type: 'root' });
};

const ofFederated = (identity: Json, issuer: Json): Holder | null => {
  const { principalId, arn, accountId } = fieldsOf(identity);
  const ids = idAndName(principalId);
  if (!ids || resourceIn(arn) !== `federated-user/${ids[1]}`) return null;
  const accounts = [accountId, accountOfArn(arn), ids[0]];
  return ofUser(issuer, ...accounts) ?? ofRoot(issuer, ...accounts);
};

/**
 * Who stands behind the credential that signed a call, by the userIdentity of its record (CloudTrail user guide,
 * "userIdentity element"): of a role session the role and the session, of a federated user the user that issued it.
 * @returns null where the record lacks something, or where two of its fields do not tell the same
 */
export const holderOf = (identity: Json): Holder | null => {
  const issuer = part(part(identity['sessionContext'])['sessionIssuer']);
  switch (identity['type']) {
    case 'AssumedRole':
      return ofRole(identity, issuer);
    case 'FederatedUser':
      return ofFederated(identity, issuer);
    case 'IAMUser':
      return ofUser(identity);
    case 'Root':
      return ofRoot(identity);
    default:
      return null;
  }
};
