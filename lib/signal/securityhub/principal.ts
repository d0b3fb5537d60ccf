import { type KeyKind, parseKeyId } from '#lib/credential/key-id.ts';
import { type Whose, whose } from '#lib/signal/guardduty/whose.ts';
import type { KeyDetails } from './access-key.ts';

const kindOf = (accessKeyId: string): KeyKind | undefined => {
  const { kind } = parseKeyId(accessKeyId);
  return kind === 'not-a-key-id' ? undefined : kind;
};

/** Whose credential it is, as far as the finding says it: a user, the session of a role, or the root user. */
export const principalOf = (accessKeyId: string, details: KeyDetails): Whose => {
  const { PrincipalType, PrincipalName, PrincipalId, UserName, SessionContext } = details;
  // Older findings write the user into UserName and give no type.
  const userType = PrincipalType ?? (UserName === undefined ? undefined : 'IAMUser');
  const user = userType === 'IAMUser' && PrincipalName === undefined ? UserName : PrincipalName;
  const name = userType === 'IAMUser' ? user : (SessionContext?.SessionIssuer?.UserName ?? PrincipalName);
  return whose({ userType, name, principalId: PrincipalId }, kindOf(accessKeyId));
};
