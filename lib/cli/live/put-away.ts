import { iamClient } from '#lib/aws/clients.ts';
import { describeError } from '#lib/aws/errors.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';
import { askFunction } from '../ask-function.ts';
import { eventually, incidentsOf } from './follow.ts';
import { keysOfCanary, NotACanary, removeCanary } from './remove-canary.ts';

export interface PutAway {
  /** The incidents that are restored now. */
  restored: string[];
  /** Whether the user is gone: there was one, or there never was. */
  removed: boolean;
  /** What a person must know or do. */
  problems: string[];
}

interface Left {
  userName: string;
  /** Undefined where nothing is deployed any more: then nobody looks after the incidents either. */
  system: DeployedSystem | undefined;
  /** Seconds for which an incident of its key may still come: it was reported a moment ago. */
  incidentMayCome: number;
}

/**
 * Puts an incident back as a person would, before its user is deleted: later looks would find that user missing, and
 * page somebody. It also lifts what only the responder may lift, where the guard of the organization is on.
 */
export const restoreIncident = async ({ incidentId }: Incident): Promise<void> => {
  const request = { incidentId, reason: 'the drill is over', by: 'tourniquet drill --live' };
  await askFunction('tourniquet-restore', request);
};

const restoreAll = async ({ userName, system, incidentMayCome }: Left, put: PutAway): Promise<void> => {
  if (!system) return;
  const store = incidentsOf(system);
  for (const accessKeyId of await keysOfCanary(iamClient(), userName)) {
    const incident = await eventually(incidentMayCome, () => store.find(accessKeyId));
    if (!incident || incident.status === 'restored') continue;
    try {
      await restoreIncident(incident);
      put.restored.push(incident.incidentId);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      put.problems.push(`incident ${incident.incidentId} is not restored, and may page somebody: ${why}`);
    }
  }
};

/** What went wrong with an incident keeps nobody from removing the user: its key must not stay. */
export const putAway = async (left: Left): Promise<PutAway> => {
  const put: PutAway = { restored: [], removed: false, problems: [] };
  const noting = async (work: () => Promise<void>, what: string): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const problem = error instanceof NotACanary ? error.message : describeError(what, error);
      if (!put.problems.includes(problem)) put.problems.push(problem);
    }
  };
  await noting(() => restoreAll(left, put), `restoring what contains ${left.userName}`);
  await noting(async () => {
    await removeCanary(iamClient(), left.userName);
    put.removed = true;
  }, `removing the user ${left.userName}`);
  return put;
};
