import type { KnownCredential } from '../investigation.ts';

// What a shell and the AWS CLI take for a name and for nothing else.
const plain = /^\w[\w+=,.@]*$/;

/** What nothing of ours can end, and the command with which a person can; undefined for what containment can hold. */
export const byHand = ({ id, kind, principal }: KnownCredential): { command?: string } | undefined => {
  switch (kind) {
    case 'root-session':
      // No policy of the account holds its root user; the session lives for 15 minutes at most (STS API reference, AssumeRoot).
      return {};
    case 'service-specific': {
      const user = principal?.name ?? '';
      if (!id.startsWith('ACCA') || !plain.test(id) || !plain.test(user)) return {};
      return {
        command: `aws iam update-service-specific-credential --user-name ${user} --service-specific-credential-id ${id} --status Inactive`,
      };
    }
    default:
      return undefined;
  }
};
