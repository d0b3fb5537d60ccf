import type { Principal } from '#lib/incident/incident.ts';
import type { CredentialKind } from './investigation.ts';
import type { CallerIdentity } from './trail-record.ts';

const kindOfSession: Record<string, CredentialKind> = {
  AssumedRole: 'role-session',
  FederatedUser: 'federation-token',
  IAMUser: 'session-token',
  Root: 'root-session',
};

const principalKind: Record<string, string> = {
  AssumedRole: 'role',
  FederatedUser: 'federated-user',
  IAMUser: 'user',
  Root: 'root',
};

export const principalOf = (identity: CallerIdentity | null): Principal | null => {
  const kind = principalKind[identity?.type ?? ''];
  // A role session's own ARN names the session; the principal is the role that issued it.
  const arn = kind === 'role' ? (identity?.issuerArn ?? identity?.arn) : identity?.arn;
  if (!kind || !arn) return null;
  const last = arn.split(/[:/]/).at(-1) ?? arn;
  return { kind, name: kind === 'federated-user' ? last : (identity?.name ?? last), arn };
};

/** The kind of a credential by its id and by who its calls say that it is. */
export const kindOf = (
  accessKeyId: string,
  identity: CallerIdentity | null,
  why: string,
): { kind: CredentialKind; why: string } => {
  if (!accessKeyId.startsWith('ASIA')) return { kind: 'access-key', why };
  const kind = kindOfSession[identity?.type ?? ''];
  if (kind) return { kind, why };
  return { kind: 'role-session', why: `${why}; no call tells its kind, a role session is the usual one` };
};
