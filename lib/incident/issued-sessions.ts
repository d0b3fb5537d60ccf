import type { RecordStore } from './records.ts';

/** A session that a leaked credential issued, as the trail shows it. */
export interface IssuedSession {
  /** The key id (`ASIA…`). */
  id: string;
  kind: 'role-session' | 'session-token' | 'federation-token' | 'root-session';
  /** The name of the role, the user or the federated user, or the account. */
  principal: string;
  /** When it expires at the latest, ISO 8601 UTC. */
  until: string;
}

/** Far below the 400 KB of an item (DynamoDB developer guide, "Quotas": item size). */
const mostKept = 500;

/** Those that live longest, each once. */
export const longestLived = (sessions: readonly IssuedSession[]): IssuedSession[] => {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return [...byId.values()].sort((a, b) => b.until.localeCompare(a.until)).slice(0, mostKept);
};

const isSession = (value: unknown): value is IssuedSession =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'kind', 'principal', 'until'].every(
    (name) => typeof Object.entries(value).find(([field]) => field === name)?.[1] === 'string',
  );

/**
 * Reads what the looks at an incident have found.
 * @throws when the record cannot be read or understood: nobody may take that for "no session lives"
 */
export const sessionsOf =
  (records: Pick<RecordStore, 'get'>) =>
  async (incidentId: string): Promise<IssuedSession[]> => {
    const { sessions = [] } = (await records.get('sessions', incidentId)) ?? {};
    if (!Array.isArray(sessions) || !sessions.every(isSession))
      throw new Error(`the record of the sessions of ${incidentId} is not understood`);
    return sessions;
  };

/** Adds to what earlier looks have found: the trail forgets after 90 days, and a look may be cut short. */
export const addSessions = async (
  records: Pick<RecordStore, 'get' | 'set'>,
  incidentId: string,
  sessions: readonly IssuedSession[],
): Promise<void> => {
  if (sessions.length === 0) return;
  const before = await sessionsOf(records)(incidentId);
  await records.set('sessions', incidentId, { sessions: longestLived([...before, ...sessions]) });
};
