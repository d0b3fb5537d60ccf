import { plainWord } from '#lib/platform/shell-safe.ts';
import type { KnownCredential } from '../investigation.ts';

/**
 * What nothing of ours can end, and the command with which a person can; undefined for what containment can hold.
 * @param issuer the credential that issued it
 */
export const byHand = (
  { id, kind, principal, sessionName }: KnownCredential,
  issuer: KnownCredential | undefined,
): { command?: string } | undefined => {
  const holder = kind === 'federation-token' ? issuer?.principal : principal;
  // No policy of the account holds its root user, nor what it issues (IAM user guide, "Disabling permissions for
  // temporary security credentials"). A session of AssumeRoot lives for 15 minutes at most (STS API reference).
  if (holder?.kind === 'root' || kind === 'root-session') return {};
  switch (kind) {
    case 'role-session':
      // One session of a role is denied by its name: without that only the whole role could be.
      return sessionName === undefined ? {} : undefined;
    case 'service-specific': {
      const user = principal?.name ?? '';
      if (!id.startsWith('ACCA') || !plainWord.test(id) || !plainWord.test(user)) return {};
      return {
        command: `aws iam update-service-specific-credential --user-name ${user} --service-specific-credential-id ${id} --status Inactive`,
      };
    }
    default:
      return undefined;
  }
};
