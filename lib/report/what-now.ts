import type { IssuedSession } from '#lib/incident/issued-sessions.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { count, indent, inert, moment } from '#lib/platform/plain-text.ts';
import type { NamedAction } from './made-names.ts';
import { removeCommands } from './remove-command.ts';

const commandsShown = 3;
const rolesShown = 3;

const userSessions: ReadonlySet<string> = new Set(['session token', 'federation token']);
const roleSessions: ReadonlySet<string> = new Set(['role session']);

const removing = (rows: readonly NamedAction[]): string[] => {
  const commands = removeCommands(rows.flatMap(({ named }) => named));
  const rest = commands.slice(commandsShown);
  const more = rest.length > 0 ? [`and ${count(rest.length, 'more command')} of these kinds`] : [];
  return indent([...commands.slice(0, commandsShown), ...more], 3);
};

const looking = (rows: readonly NamedAction[]): string[] => {
  const made = rows.filter((row) => row.made && !isSession(row));
  if (made.length > 0) {
    const commands = removing(made);
    const line = 'Look at each thing it made; stop or remove what is not yours';
    return [`${line}${commands.length > 0 ? ':' : '.'}`, ...commands];
  }
  return rows.some((row) => !row.made) ? ['Look at each change above and take back what is not yours.'] : [];
};

const isSession = ({ made }: NamedAction): boolean =>
  made !== undefined && (userSessions.has(made.kind) || roleSessions.has(made.kind));

const issued = (rows: readonly NamedAction[], kinds: ReadonlySet<string>): number =>
  rows.reduce((total, { made }) => total + (made && kinds.has(made.kind) ? made.number : 0), 0);

/** When the last session of these kinds ends; what is not in the list may live as long as any can. */
const lastEnd = (
  { sessions }: Investigation,
  kinds: ReadonlySet<IssuedSession['kind']>,
): string | undefined =>
  sessions
    .filter(({ kind }) => kinds.has(kind))
    .map(({ until }) => until)
    .toSorted()
    .at(-1);

const untilWhen = (until: string | undefined): string =>
  until === undefined ? 'for up to 36 hours' : `until ${moment(until)} at the latest`;

const ofUser = (found: Investigation, rows: readonly NamedAction[]): string[] => {
  const number = issued(rows, userSessions);
  if (number === 0) return [];
  const until = lastEnd(found, new Set(['session-token', 'federation-token']));
  const sessions = count(number, 'session');
  if (until !== undefined && until <= found.window.to) return [`Expired by now: ${sessions} it issued.`];
  return [
    `${sessions} it issued can live ${untilWhen(until)}: keep the deny on the user, only that stops them.`,
  ];
};

const ofRoles = (found: Investigation, rows: readonly NamedAction[]): string[] => {
  const number = issued(rows, roleSessions);
  if (number === 0) return [];
  const until = lastEnd(found, new Set(['role-session']));
  if (until !== undefined && until <= found.window.to)
    return [`Expired by now: ${count(number, 'role session')} it issued.`];
  const things = rows.filter(isSession).flatMap(({ named }) => named);
  const roles = new Set(things.filter(({ kind }) => roleSessions.has(kind)).map(({ owner }) => owner?.name));
  const names = [...roles].flatMap((name) => (name ? [inert(name, 100)] : []));
  const shown = names.slice(0, rolesShown).join(', ');
  const rest = names.length > rolesShown ? ` and ${names.length - rolesShown} more` : '';
  return [
    `Role sessions it issued outlive every deny on it, ${untilWhen(until)}: IAM console, Revoke sessions of ${shown || 'each role'}${rest}.`,
  ];
};

/** What to do next, numbered, the commands below the line they belong to. Ten lines at most. */
export const whatNow = (found: Investigation, rows: readonly NamedAction[]): string[] => {
  if (found.events === 0)
    return ['1. Nothing to remove so far. CloudTrail is late: look at it again in 15 minutes.'];
  const items = [looking(rows), ofUser(found, rows), ofRoles(found, rows)].filter(
    (lines) => lines.length > 0,
  );
  if (items.length === 0) return ['1. Nothing to remove so far: it is not known to have changed anything.'];
  return items.flatMap(([line, ...below], index) => [`${index + 1}. ${line}`, ...below]);
};
