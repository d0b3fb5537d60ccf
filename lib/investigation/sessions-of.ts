import { type IssuedSession, longestLived } from '#lib/incident/issued-sessions.ts';
import type { KnownCredential } from './investigation.ts';

const isSession = (kind: KnownCredential['kind']): kind is IssuedSession['kind'] =>
  ['role-session', 'session-token', 'federation-token', 'root-session'].includes(kind);

/** The sessions among the descendants of a leaked credential, those that live longest first, at most 500. */
export const issuedSessions = (credentials: readonly KnownCredential[]): IssuedSession[] =>
  longestLived(
    credentials.flatMap(({ id, kind, principal, until, issuedBy, certain }) =>
      isSession(kind) && until !== undefined && issuedBy !== null && certain
        ? [{ id, kind, principal: principal?.name ?? 'unknown', until }]
        : [],
    ),
  );
