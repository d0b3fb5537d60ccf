import type { Incident } from '#lib/incident/incident.ts';
import { now, sleep } from '#lib/platform/clock.ts';
import type { Handed } from './messages.ts';
import type { Held } from './statuses.ts';

interface Deps {
  incidents: {
    find(incidentId: string): Promise<Incident | undefined>;
    descendantsOf(incidentId: string): Promise<Incident[]>;
  };
  /** Milliseconds. */
  timeLeft(): number;
}

/** Containment takes seconds; what is not done by then is told by the next look. */
const patience = 45_000;
const pause = 1_500;

/** Waits a little for what becomes of what was handed to containment. @returns which incident holds which of it */
export const heldOf = async (incidentId: string, handed: readonly Handed[], deps: Deps): Promise<Held[]> => {
  if (handed.length === 0) return [];
  const until = now().getTime() + Math.min(patience, Math.max(0, deps.timeLeft()));
  for (;;) {
    const root = await deps.incidents.find(incidentId);
    const incidents = await deps.incidents.descendantsOf(incidentId);
    const held = handed.flatMap((each) => heldBy(each, root, incidents));
    const allDecided = held.length === handed.length && !held.some(({ incident }) => isUnderWay(incident));
    // Under an incident that was restored nothing is contained any more.
    const isDone = allDecided || root?.status === 'restored';
    if (isDone || now().getTime() >= until)
      return held.flatMap(({ about, incident }) => about.map((id) => ({ id, incident })));
    await sleep(pause);
  }
};

// What could not be contained is decided as well: nothing is to be waited for.
const isUnderWay = ({ status, decidedBy, steps }: Incident): boolean =>
  status === 'not-contained' &&
  (decidedBy === undefined || steps.some(({ outcome }) => outcome === 'planned'));

const heldBy = (
  { about, message: { accountId, thing } }: Handed,
  root: Incident | undefined,
  incidents: readonly Incident[],
): { about: string[]; incident: Incident }[] => {
  const fits = (incident: Incident): boolean => {
    if ('accessKeyId' in thing) return incident.accessKeyId === thing.accessKeyId;
    if (thing.type === 'user') return isAbout(incident, 'user', accountId, thing.userName, thing.userId);
    return (
      incident.accessKeyId === null && isAbout(incident, 'role', accountId, thing.roleName, thing.roleId)
    );
  };
  const own = incidents.find(fits);
  if (own) return [{ about, incident: own }];
  // What belongs to the user of the leaked key itself is held by its deny.
  const ofRoot =
    root && 'userName' in thing && isAbout(root, 'user', accountId, thing.userName, thing.userId);
  return ofRoot ? [{ about, incident: root }] : [];
};

// The same name stands for others in other accounts, and may have been given to another one in the same account.
const isAbout = (
  { accountId, principal }: Incident,
  kind: 'user' | 'role',
  account: string,
  name: string,
  uniqueId: string | undefined,
): boolean => {
  if (principal?.kind !== kind || (accountId !== null && accountId !== account)) return false;
  return uniqueId && principal.id ? principal.id === uniqueId : principal.name === name;
};
