import type { Caller } from '../contract.ts';

const needsLongTermKey = ['sts:getsessiontoken', 'sts:getfederationtoken'];

const ofSessionToken = (caller: Caller, service: string, action: string): string | undefined => {
  if (service === 'iam' && caller.mfa !== true) {
    return 'IAM cannot be called with GetSessionToken credentials that were not issued with MFA';
  }
  const refused = service === 'sts' && !['sts:assumerole', 'sts:getcalleridentity'].includes(action);
  return refused
    ? 'of STS, GetSessionToken credentials can only call AssumeRole and GetCallerIdentity'
    : undefined;
};

const ofFederatedUser = (caller: Caller, service: string, action: string): string | undefined => {
  if (service === 'iam' && !caller.fromConsole)
    return 'IAM cannot be called with GetFederationToken credentials';
  const refused = service === 'sts' && action !== 'sts:getcalleridentity';
  return refused ? 'of STS, GetFederationToken credentials can only call GetCallerIdentity' : undefined;
};

/**
 * What no policy can grant to a session, whatever it says; undefined when nothing stands against the action.
 * For API operations, not for actions that only appear in policies (`sts:TagSession`).
 * Source: IAM guide, "Compare AWS STS credentials" (its limits on IAM do not hold in the console), and the STS API
 * reference of AssumeRole for root.
 */
export const refusedForSession = (caller: Caller, action: string): string | undefined => {
  const asked = action.toLowerCase();
  const service = asked.split(':')[0] ?? '';
  if (asked === 'sts:assumerole' && /:root$/.test(caller.arn))
    return 'Roles may not be assumed by root accounts.';
  if (caller.kind === 'session-token' && !caller.fromConsole) return ofSessionToken(caller, service, asked);
  if (caller.kind === 'federated-user') return ofFederatedUser(caller, service, asked);
  const isSession = caller.kind === 'role-session' || caller.kind === 'session-token';
  const refused = isSession && needsLongTermKey.includes(asked);
  return refused ? `Cannot call ${action.split(':')[1]} with session credentials` : undefined;
};
