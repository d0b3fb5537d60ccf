import type { Incident, Principal } from '#lib/incident/incident.ts';
import { now, sleep, timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { type LookSummary, summaryOf } from './changes.ts';
import { notRead } from './coverage.ts';
import type { DeepTrail } from './deep-trail.ts';
import { descendantMessages, type Handed } from './descendants/messages.ts';
import { type Held, withStatuses } from './descendants/statuses.ts';
import { pauseAfter } from './follow-incident.ts';
import type { Investigation } from './investigation.ts';
import { type IncidentLookDeps, lookIntoIncident } from './look-into-incident.ts';
import { readIncident } from './read-incident.ts';
import type { InvestigateRequest } from './request.ts';
import { undoneBy } from './undoing.ts';

/** What a look tells people. */
export interface Told {
  incidentId: string;
  /** Undefined where the store did not answer. */
  incident: Incident | undefined;
  found: Investigation;
  /** The look's number from 0, and what the one before had found. */
  look: number;
  before: LookSummary | undefined;
  /** ISO 8601 UTC; undefined for the last look. */
  nextLookAt: string | undefined;
}

export interface LookDeps extends IncidentLookDeps {
  incidents: IncidentLookDeps['incidents'] & { descendantsOf(incidentId: string): Promise<Incident[]> };
  /** The trail in S3, where one is configured. @param look names the look */
  deepTrail?(look: string): DeepTrail | undefined;
  /** Puts a message for containment on the signals queue. */
  send(message: object): Promise<void>;
  /** Mails what is new, once a look. */
  tell(told: Told): Promise<void>;
}

export interface Turn {
  look: number;
  /** Counted from when the owner was known. */
  number: number;
  before: LookSummary | undefined;
}

export type LookOutcome =
  | { ended: 'restored' | 'no-such-incident' }
  | { summary: LookSummary; ownerless: boolean; ownerFoundNow: boolean };

/** Containment takes seconds; what is not done by then is told by the next look. */
const patience = 45_000;
const pause = 1_500;

/**
 * One look at an incident: reads the trail, hands what came from the leak to containment as it is found, tells
 * containment who took its steps off, waits a little for what becomes of it, and tells people. Safe to repeat.
 * @throws the first fault of what had to be handed on, once people were told
 */
export const lookOnce = async (
  request: InvestigateRequest,
  { look, number, before }: Turn,
  deps: LookDeps,
): Promise<LookOutcome> => {
  const { incidentId } = request;
  const incident = await readIncident(deps.incidents, incidentId);
  if (incident === 'missing') {
    // Marking anything would make half an incident, which the next signal of the key would then stumble over.
    logger.error('there is no such incident: nothing is looked for', { incidentId });
    return { ended: 'no-such-incident' };
  }
  if (incident !== 'unreadable' && incident.status === 'restored') return { ended: 'restored' };
  const hand = handing(incidentId, deps);
  const deep = deps.deepTrail?.(`${incidentId}/look-${look}`);
  const { found: seen, faults } = await lookIntoIncident(request, {
    ...deps,
    onFound: hand.all,
    ...(deep && { deep }),
  });
  const found = look > 0 ? await withSweep(seen, incidentId, look, deps, faults) : seen;
  await hand.all(found).catch((error: unknown) => faults.push(error));
  await stillOpen(found, incidentId, before, deps).catch((error: unknown) => faults.push(error));
  const told = withStatuses(found, await heldOf(incidentId, hand.sent(), deps));
  const current = await readIncident(deps.incidents, incidentId);
  if (typeof current === 'object' && current.status === 'restored') return { ended: 'restored' };
  const ownerless = told.owner?.state === 'not-found' || told.owner?.state === 'contradicted';
  const seconds = pauseAfter(number, ownerless);
  await deps.tell({
    incidentId,
    incident: typeof current === 'object' ? current : undefined,
    found: told,
    look,
    before,
    nextLookAt: seconds === undefined ? undefined : timestamp(new Date(now().getTime() + seconds * 1000)),
  });
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  return { summary: summaryOf(told), ownerless, ownerFoundNow: told.owner?.state === 'found' };
};

/** Hands on what is found, each thing once a look: containment joins what it knows already. */
const handing = (incidentId: string, { send }: LookDeps) => {
  const sent = new Map<string, Handed>();
  return {
    sent: () => [...sent.values()],
    all: async (found: Pick<Investigation, 'credentials' | 'created'>): Promise<void> => {
      for (const handed of descendantMessages(incidentId, found)) {
        const key = JSON.stringify(handed.message.thing);
        if (!sent.has(key)) {
          await send(handed.message);
          logger.info('handed to containment', { incidentId, about: handed.about });
        }
        sent.set(key, handed);
      }
    },
  };
};

/** Has containment look at what it holds, with what CloudTrail says of who took something off. */
const withSweep = async (
  found: Investigation,
  incidentId: string,
  look: number,
  deps: LookDeps,
  faults: unknown[],
): Promise<Investigation> => {
  try {
    const held = [await deps.incidents.find(incidentId), ...(await deps.incidents.descendantsOf(incidentId))];
    const incidents = held.filter((incident) => incident !== undefined);
    const ids = new Set(found.credentials.map(({ id }) => id));
    const { undoings, unread } = await undoneBy(
      {
        principals: incidents.flatMap(({ principal }): Principal[] => (principal ? [principal] : [])),
        from: new Date(Math.min(...incidents.map(({ openedAt }) => Date.parse(openedAt)))),
        to: now(),
        regions: (await deps.enabledRegions()).regions,
        isOfLineage: (accessKeyId) => ids.has(accessKeyId),
      },
      deps,
    );
    await deps.send({ kind: 'sweep', incidentId, number: look, changes: undoings });
    const rows = unread.map(({ region, reason = 'unknown' }) =>
      notRead(`who changed IAM (${region})`, reason),
    );
    return { ...found, coverage: [...found.coverage, ...rows] };
  } catch (error) {
    logger.error('containment could not be asked to look again', { incidentId, error });
    faults.push(error);
    return found;
  }
};

const mostOpen = 20;

const stillOpen = async (
  { keepsDrawing = [] }: Investigation,
  incidentId: string,
  before: LookSummary | undefined,
  { send }: LookDeps,
): Promise<void> => {
  // That nothing is open any more has to be said too, once there was something.
  if (keepsDrawing.length === 0 && before === undefined) return;
  const open = keepsDrawing.slice(0, mostOpen).map(({ what, command = 'stop it by hand' }) => ({
    what: what.slice(0, 300),
    command: command.slice(0, 500),
  }));
  await send({ kind: 'still-open', incidentId, open });
};

const heldOf = async (incidentId: string, handed: readonly Handed[], deps: LookDeps): Promise<Held[]> => {
  if (handed.length === 0) return [];
  const until = now().getTime() + Math.min(patience, Math.max(0, deps.timeLeft()));
  for (;;) {
    const root = await deps.incidents.find(incidentId);
    const incidents = await deps.incidents.descendantsOf(incidentId);
    const held = handed.flatMap((each) => heldBy(each, root, incidents));
    const open =
      held.length < handed.length || held.some(({ incident }) => incident.status === 'not-contained');
    if (!open || now().getTime() >= until)
      return held.flatMap(({ about, incident }) => about.map((id) => ({ id, incident })));
    await sleep(pause);
  }
};

const heldBy = (
  { about, message: { thing } }: Handed,
  root: Incident | undefined,
  incidents: readonly Incident[],
): { about: string[]; incident: Incident }[] => {
  const fits = ({ accessKeyId, principal }: Incident): boolean => {
    if ('accessKeyId' in thing) return accessKeyId === thing.accessKeyId;
    if (thing.type === 'user') return principal?.kind === 'user' && principal.name === thing.userName;
    return principal?.kind === 'role' && principal.name === thing.roleName && accessKeyId === null;
  };
  const own = incidents.find(fits);
  if (own) return [{ about, incident: own }];
  // What belongs to the user of the leaked key itself is held by its deny.
  const ofRoot =
    'userName' in thing && root?.principal?.kind === 'user' && root.principal.name === thing.userName;
  return ofRoot ? [{ about, incident: root }] : [];
};
