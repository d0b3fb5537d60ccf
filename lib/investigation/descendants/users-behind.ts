import type { KnownCredential } from '../investigation.ts';

/** The user whose deny would hold a credential, by ARN; a federated user is held with the user that issued it. */
export const usersBehind = (credentials: readonly KnownCredential[]): Map<string, string | undefined> => {
  const behind = new Map<string, string | undefined>();
  for (const { id, kind, principal, issuedBy } of credentials) {
    const own = principal?.kind === 'user' ? principal.arn : undefined;
    behind.set(id, kind === 'federation-token' ? behind.get(issuedBy ?? '') : own);
  }
  return behind;
};
