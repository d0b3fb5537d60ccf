import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import type { LeakKnown } from './leak-began.ts';
import type { NamedUser, Subject } from './subject.ts';

const userOf = ({ principal, signals }: Incident): NamedUser | undefined => {
  if (principal?.kind === 'user') return { name: principal.name, ...(principal.id && { id: principal.id }) };
  const named = signals.find(({ userName }) => userName !== undefined);
  return named?.userName ? { name: named.userName, ...(named.userId && { id: named.userId }) } : undefined;
};

/**
 * What to look for: the key, or the user where no key is known.
 * @param asked the key that `contain` named; a later signal may have named that of an incident that began with a user
 */
export const subjectOf = (asked: string | null, incident: Incident | undefined): Subject | undefined => {
  const accessKeyId = asked ?? incident?.accessKeyId;
  if (accessKeyId) return { accessKeyId };
  const user = incident && userOf(incident);
  return user && { user };
};

/** The earliest time at which it is known to have leaked. A mere claim could name any time, and so widen what is done. */
export const leakOf = (incident: Incident | undefined): LeakKnown => {
  if (!incident) return {};
  const { signals, openedAt } = incident;
  const times = signals
    .filter(({ certainty, source }) => certainty === 'proven' || source === 'manual')
    .map(({ reportedAt }) => reportedAt);
  return { reportedAt: times.reduce((a, b) => (a < b ? a : b), openedAt) };
};

const isInForce = ({ outcome, withheld, undoneAt }: StepRecord): boolean =>
  (outcome === 'done' || outcome === 'already') && withheld !== true && undoneAt === undefined;

/**
 * Whether its user is not denied: a rule withheld that, a person lifted it, it failed, or nothing was done at all. What
 * only that deny would hold is not held then.
 */
export const isUserFree = ({ steps, status, principal }: Incident): boolean => {
  const denies = steps.filter(
    ({ id, outcome, withheld }) =>
      (id === 'deny-user' || id === 'bound-user') && (outcome !== 'skipped' || withheld),
  );
  // A role has no user, and a key of one service is contained without a deny.
  const wasMeant = denies.length > 0 || (principal?.kind === 'user' && status !== 'contained');
  return wasMeant && !denies.some(isInForce);
};
