import type { Incident } from '#lib/incident/incident.ts';
import { now } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { notRead } from './coverage.ts';
import type { Investigation } from './investigation.ts';
import type { Trail } from './lookup-page.ts';
import type { EnabledRegions } from './regions.ts';
import { surelyOthers } from './surely-others.ts';
import { undoneBy } from './undoing.ts';

interface Deps extends Trail {
  incidents: {
    find(incidentId: string): Promise<Incident | undefined>;
    descendantsOf(incidentId: string): Promise<Incident[]>;
  };
  enabledRegions(): Promise<EnabledRegions>;
  send(message: object): Promise<void>;
}

/**
 * Has containment look again at what it holds, with what CloudTrail says of who took something off.
 * @param faults what keeps it from being asked is put here
 * @returns what was found, with what of that could not be read
 */
export const withSweep = async (
  found: Investigation,
  sweep: { incidentId: string; number: number },
  deps: Deps,
  faults: unknown[],
): Promise<Investigation> => {
  try {
    const incidents = await heldIn(sweep.incidentId, deps);
    const ids = new Set(found.credentials.map(({ id }) => id));
    const { regions } = await deps.enabledRegions();
    const isOfLineage = (accessKeyId: string) => ids.has(accessKeyId);
    const asked = { to: now(), regions, isOfLineage };
    const isOther = surelyOthers({ ...asked, from: new Date(found.window.from) }, deps);
    const { undoings, unread } = await undoneBy(
      { incidents, ...asked, lineageArns: arnsOf(found), isOther },
      deps,
    );
    await deps.send({ kind: 'sweep', ...sweep, changes: undoings });
    const rows = unread.map(({ region, reason = 'unknown' }) =>
      notRead(`who changed IAM (${region})`, reason),
    );
    return { ...found, coverage: [...found.coverage, ...rows] };
  } catch (error) {
    logger.error('containment could not be asked to look again', { ...sweep, error });
    faults.push(error);
    return found;
  }
};

// A service that acts in the name of a session signs with a key that nobody handed out, and keeps the session's ARN.
const arnsOf = ({ credentials }: Investigation): Set<string> =>
  new Set(
    credentials.flatMap(({ principal, sessionName }) => {
      if (!principal || !sessionName) return [];
      const [, partition, , , account] = principal.arn.split(':');
      return [`arn:${partition}:sts::${account}:assumed-role/${principal.name}/${sessionName}`];
    }),
  );

const heldIn = async (incidentId: string, { incidents }: Deps): Promise<Incident[]> => {
  const root = await incidents.find(incidentId);
  return [...(root ? [root] : []), ...(await incidents.descendantsOf(incidentId))];
};
