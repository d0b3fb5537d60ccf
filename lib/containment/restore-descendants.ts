import type { Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { isEngaged } from './engaged.ts';
import type { RestoreDeps, RestoreRequest } from './restore.ts';
import { restoreOne } from './restore-one.ts';
import { RestoreRefused } from './restore-refused.ts';

// IAM throttles by account, and all of these may be in one.
const atOnce = 4;

/** The incidents that came from one and that hold something: what was restored, or never begun on, is left out. */
export const toRestoreWith = async (
  { incidentId }: Incident,
  store: Pick<IncidentStore, 'descendantsOf'>,
): Promise<Incident[]> => (await store.descendantsOf(incidentId)).filter(isEngaged);

/** Why a restore of all of them would set free what is still leaked. A sentence each. */
export const openOf = async (
  root: Incident,
  family: readonly Incident[],
  { stillOpen }: Pick<RestoreDeps, 'stillOpen'>,
): Promise<string[]> => {
  const own = await stillOpen(root);
  const theirs = await inParallel(family, atOnce, async (each) =>
    [...reportedByOthers(each, root), ...(await stillOpen(each))].map(
      (why) => `incident ${each.incidentId}, which came from it: ${why}`,
    ),
  );
  return [...own, ...theirs.flat()];
};

// That the leaked key was no leak says nothing of what others have seen misused. A person only fetched it.
const reportedByOthers = ({ signals }: Incident, { incidentId }: Incident): string[] => {
  const others = signals.filter(
    ({ source, descendantOf }) => source !== 'manual' && descendantOf !== incidentId,
  );
  const named = [...new Set(others.map(({ source, descendantOf }) => descendantOf ?? source))];
  return named.length > 0 ? [`it was reported by ${named.join(' and ')} as well`] : [];
};

/**
 * Says of a refusal which incident is meant and that none is restored. With force, a user or role that is gone by now is
 * passed over: nothing is left of it to put anything back on.
 */
export const byItsName =
  ({ incidentId }: Incident, root: Incident, force = false) =>
  (error: unknown): undefined => {
    if (!(error instanceof RestoreRefused)) throw error;
    if (error.code === 'user-gone' && force) return undefined;
    const hint = error.code === 'user-gone' ? '. To restore the others all the same, add force' : '';
    throw new RestoreRefused(
      error.code,
      `incident ${incidentId}, which came from it: ${error.message}. So ${root.incidentId} is not restored${hint}`,
    );
  };

/**
 * Restores incidents that came from another one, of which people are told with that one.
 * @returns those that were restored
 * @throws RestoreRefused, IncidentBusy, once all had their turn
 */
export const restoreDescendants = async (
  family: readonly Incident[],
  root: Incident,
  { reason, by, force = false }: RestoreRequest,
  deps: RestoreDeps,
): Promise<Incident[]> => {
  const because = `together with ${root.incidentId}${reason ? `: ${reason}` : ''}`;
  const request = { dryRun: false, reason: because, ...(by && { by }) };
  const silently = { ...deps, afterwards: async () => {} };
  const runs = await inParallel(family, atOnce, (each) =>
    restoreOne(each, { ...request, id: each.incidentId }, silently)
      .catch(byItsName(each, root, force))
      .catch((error: unknown) => ({ error })),
  );
  const failed = runs.find((run) => run !== undefined && 'error' in run);
  if (failed && 'error' in failed) throw failed.error;
  return runs.flatMap((run) => (run && !('error' in run) ? [run] : []));
};
