import type { Incident, Status, StepRecord } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { count } from '#lib/platform/plain-text.ts';
import type { HandsSources } from './hands.ts';
import { aboutOf } from './mail/credential.ts';
import { byItsName, openOf, restoreDescendants, toRestoreWith } from './restore-descendants.ts';
import { rehearseOne, restoreOne } from './restore-one.ts';
import { RestoreRefused } from './restore-refused.ts';

export interface RestoreDeps extends HandsSources {
  store: IncidentStore;
  /** Why a restore would set free what is still leaked: an alert that is open, a session that lives. A sentence each. */
  stillOpen(incident: Incident): Promise<string[]>;
  /** Boundaries that may be set back, as ARNs with `*` for any account; undefined: any. */
  restorableBoundaries?: readonly string[] | undefined;
  /** Told of a restored incident: mails. Safe to call again. */
  afterwards(incident: Incident): Promise<void>;
}

export interface RestoreRequest {
  /** An incident id, or an access key id for its newest incident. */
  id: string;
  dryRun: boolean;
  /** Why, in a person's words; kept in the incident. */
  reason?: string;
  /** Who, and how that is known; kept in the incident. */
  by?: string;
  /** Lifts one step only: the incident goes on. */
  step?: string;
  /** Although it is still open. */
  force?: boolean;
}

/** What came of an incident that was restored, or would be, with the one it came from. */
export interface RestoredDescendant {
  incidentId: string;
  /** As it is now: a dry run changes nothing. */
  status: Status;
  steps: StepRecord[];
}

export type Restored = Incident & { descendants?: RestoredDescendant[] };

/**
 * Puts back what stood before the incident, and nothing else, and reads it back; and before that the same of every
 * incident that came from it. All of it is checked before anything is changed: where one must be refused, none is
 * restored. Running it twice is harmless. It ends the looks at the incident; the same reports coming again do not open it
 * again.
 * @throws RestoreRefused when there is no such incident, when it is still open, when somebody has changed since what
 * would be undone, or when AWS does not show the old state afterwards
 * @throws IncidentBusy when another run is at it, or at one that came from it
 */
export const restore = async (request: RestoreRequest, deps: RestoreDeps): Promise<Restored> => {
  const found = await deps.store.find(request.id);
  if (!found) throw new RestoreRefused('no-such-incident', `there is no incident ${request.id}`);
  checkStep(found, request);
  if (found.status === 'restored' && request.dryRun) return found;
  const family = request.step === undefined ? await toRestoreWith(found, deps.store) : [];
  const together = { ...deps, together: new Set([found, ...family].map(({ incidentId }) => incidentId)) };
  if (request.dryRun) return rehearse(found, family, request, together);
  if (found.status !== 'restored') await check(found, family, request, together);
  const restored = await restoreDescendants(family, found, request, together);
  const incident = await restoreOne(found, withNames(request, restored), together);
  // One that was opened meanwhile sees from now on that this one is restored: none comes after these.
  const late = request.step === undefined ? await toRestoreWith(found, deps.store) : [];
  const all = [...restored, ...(await restoreDescendants(late, found, request, together))];
  return all.length > 0 ? { ...incident, descendants: all.map(shown) } : incident;
};

type Together = RestoreDeps & { together: ReadonlySet<string> };

const checkStep = ({ incidentId, steps }: Incident, { step }: RestoreRequest): void => {
  if (step === undefined || steps.some(({ id }) => id === step)) return;
  const has = steps.map(({ id }) => id).join(', ') || 'none';
  throw new RestoreRefused('no-such-step', `incident ${incidentId} has no step ${step}; it has: ${has}`);
};

// What is leaked and open still would work again for the thief.
const check = async (
  found: Incident,
  family: readonly Incident[],
  request: RestoreRequest,
  deps: Together,
): Promise<void> => {
  const open = request.force ? [] : await openOf(found, family, deps);
  if (open.length > 0)
    throw new RestoreRefused('still-open', `${open.join('; ')}. To restore all the same, add force`);
  if (family.length === 0) return;
  for (const each of family)
    await rehearseOne(each, request, deps).catch(byItsName(each, found, request.force));
  await rehearseOne(found, request, deps);
};

const rehearse = async (
  found: Incident,
  family: readonly Incident[],
  request: RestoreRequest,
  deps: Together,
): Promise<Restored> => {
  const steps = await rehearseOne(found, request, deps);
  const descendants: RestoredDescendant[] = [];
  const usable: string[] = [];
  for (const each of family) {
    const planned = await rehearseOne(each, request, deps).catch(byItsName(each, found, request.force));
    if (planned) descendants.push({ ...shown(each), steps: planned });
    if (planned?.length) usable.push(aboutOf(each));
  }
  const open = await openOf(found, family, deps);
  const warning = open.length > 0 ? `; it would need force: ${open.join('; ')}` : '';
  return {
    ...found,
    status: 'observed',
    reason: `a dry run: these steps would be taken back${besides(descendants)}${warning}`,
    steps,
    ...(descendants.length > 0 && { descendants }),
    ...(usable.length > 0 && { usableAgain: usable }),
  };
};

const shown = ({ incidentId, status, steps }: Incident): RestoredDescendant => ({
  incidentId,
  status,
  steps,
});

const mostNamed = 3;

const besides = (all: readonly { incidentId: string }[]): string => {
  if (all.length === 0) return '';
  const named = all.slice(0, mostNamed).map(({ incidentId }) => incidentId);
  const more = all.length > mostNamed ? ' and others' : '';
  return `, and those of ${count(all.length, 'incident')} that came from it (${named.join(', ')}${more})`;
};

const withNames = (request: RestoreRequest, restored: readonly Incident[]) => {
  const free = restored.filter(({ steps }) => steps.some(({ undoneAt }) => undoneAt !== undefined));
  return {
    ...request,
    ...(restored.length > 0 && { besides: besides(restored) }),
    ...(free.length > 0 && { usableAgain: free.map(aboutOf) }),
  };
};
