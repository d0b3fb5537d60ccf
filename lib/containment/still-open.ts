import { describeError } from '#lib/aws/errors.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { IssuedSession } from '#lib/incident/issued-sessions.ts';
import { timestamp } from '#lib/platform/clock.ts';

/** How a source answers for a report of its own: `undefined` where it has none that could be open. */
export type ReportState = 'open' | 'closed-by-us' | 'resolved' | undefined;

const noSessions = async (): Promise<IssuedSession[]> => [];

/**
 * Says of each alert of an incident that is still open, of each session that its credential issued and that has not
 * expired, and of which of both that cannot be learnt. A person who resolved an alert has looked at it; nobody has
 * looked at one that is open, or that only we have closed.
 * @param stateOf asks GitHub about the alert that a signal's id names
 * @param sessionsOf what the investigation has found that the incident's credential issued
 */
export const stillOpen =
  (
    stateOf: (signalId: string) => Promise<ReportState>,
    sessionsOf: (incidentId: string) => Promise<IssuedSession[]> = noSessions,
  ) =>
  async (incident: Incident): Promise<string[]> => {
    const [alerts, sessions] = await Promise.all([
      openAlerts(incident, stateOf),
      liveSessions(incident, sessionsOf),
    ]);
    return [...alerts, ...sessions];
  };

const openAlerts = async (
  { signals }: Incident,
  stateOf: (signalId: string) => Promise<ReportState>,
): Promise<string[]> => {
  const alerts = [...new Set(signals.filter(({ source }) => source === 'github').map(({ id }) => id))];
  const found = await Promise.all(
    alerts.map(async (id) => {
      try {
        const words = openWords[(await stateOf(id)) ?? 'resolved'];
        return words ? `alert ${id} ${words}` : [];
      } catch (error) {
        return `whether alert ${id} is still open cannot be learnt: ${describeError('asking GitHub', error)}`;
      }
    }),
  );
  return found.flat();
};

const openWords: Record<NonNullable<ReportState>, string> = {
  open: 'is still open',
  'closed-by-us': 'was closed by us when the key was contained, and looked at by nobody',
  resolved: '',
};

const sessionsNamed = 5;

const liveSessions = async (
  { incidentId, accessKeyId }: Incident,
  sessionsOf: (incidentId: string) => Promise<IssuedSession[]>,
): Promise<string[]> => {
  try {
    const present = timestamp();
    const live = (await sessionsOf(incidentId)).filter(({ until }) => until > present);
    const by = accessKeyId === null ? "issued under the user's name" : 'issued by the key';
    const more = live.length - sessionsNamed;
    return [
      ...live.slice(0, sessionsNamed).map((session) => lives(session, by)),
      ...(more > 0 ? [`and ${more} more sessions live`] : []),
    ];
  } catch (error) {
    return [
      `whether sessions that it issued still live cannot be learnt: ${describeError('reading the record', error)}`,
    ];
  }
};

const whose: Record<IssuedSession['kind'], string> = {
  'role-session': 'role',
  'session-token': 'user',
  'federation-token': 'federated user',
  'root-session': 'account',
};

const lives = ({ id, kind, principal, until }: IssuedSession, by: string): string =>
  `session ${id} of ${whose[kind]} ${principal}, ${by}, lives until ${until}`;
