import { parseKeyId } from '#lib/credential/key-id.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { isRoleSubject } from '#lib/incident/store.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { RoleSession } from '#lib/signal/leak-signal.ts';

/** What an incident is about, in a word. `user`: no report names one of its keys. `role`: it is itself denied. */
export type Noun = 'key' | 'session' | 'credential' | 'user' | 'role';

const nouns = {
  'long-term': 'key',
  temporary: 'session',
  'bearer-token': 'credential',
  'context-specific': 'credential',
  'not-a-key-id': 'key',
} as const;

export const nounOf = ({ accessKeyId, incidentId }: Pick<Incident, 'accessKeyId' | 'incidentId'>): Noun => {
  if (accessKeyId !== null) return nouns[parseKeyId(accessKeyId).kind];
  return isRoleSubject(incidentId) ? 'role' : 'user';
};

/** The principal's ARN. Where nothing is planned for a principal, only the reason names it. */
export const ownerArn = ({ principal, reason = '', decidedBy = '' }: Incident): string | undefined =>
  principal?.arn ??
  (namedInReason.has(decidedBy) ? /arn:[\w-]+:iam::\d{12}:[\w+=,.@/-]+/.exec(reason)?.[0] : undefined);

const namedInReason: ReadonlySet<string> = new Set([
  'service-linked-role',
  'identity-center-role',
  'role-session-unnamed',
  'own-identity',
]);

export const ownerName = (incident: Incident): string | undefined =>
  incident.principal?.name ??
  ownerArn(incident)?.split('/').at(-1) ??
  incident.signals.find(({ role }) => role !== undefined)?.role?.roleName;

export const isRole = (incident: Incident): boolean =>
  incident.principal?.kind === 'role' ||
  nounOf(incident) === 'role' ||
  /:role\//.test(ownerArn(incident) ?? '');

/** The session of a role, as far as a source named it. */
export const reportedSession = ({ signals }: Incident): RoleSession | undefined =>
  signals.find(({ session }) => session !== undefined)?.session;

/** The name of the session that is denied, or that was reported; undefined where that is not known. */
export const sessionName = (incident: Incident): string | undefined =>
  incident.session?.name ?? reportedSession(incident)?.sessionName;

/** The user of an incident that names no key. */
export const userName = (incident: Incident): string | undefined =>
  ownerName(incident) ?? incident.signals.find((signal) => signal.userName !== undefined)?.userName;

/** What an incident is about, for subjects: `AWS key AKIA… of deploy-bot`, `user deploy-bot`. */
export const aboutOf = (incident: Incident): string => {
  const { accessKeyId, accountId, decidedBy } = incident;
  if (nounOf(incident) === 'role') return `role ${inert(ownerName(incident) ?? 'not known', 64)}`;
  if (accessKeyId === null) return `user ${inert(userName(incident) ?? 'not known', 64)}`;
  const what = `AWS ${nounOf(incident)} ${accessKeyId}`;
  if (decidedBy === 'root-key') return `${what} of the root user of ${accountId ?? 'an account'}`;
  const name = ownerName(incident);
  return name ? `${what} of ${isRole(incident) ? 'role ' : ''}${inert(name, 64)}` : what;
};
