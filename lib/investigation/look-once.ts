import { describeError } from '#lib/aws/errors.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { now, timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { once } from '#lib/platform/once.ts';
import { withSweep } from './ask-sweep.ts';
import { type LookSummary, summaryOf } from './changes.ts';
import { type Course, nextAfter, type Place } from './course.ts';
import type { DeepTrail } from './deep-trail.ts';
import { heldOf } from './descendants/held.ts';
import { withStatuses } from './descendants/statuses.ts';
import { handing, tellStillOpen } from './hand-on.ts';
import type { Investigation } from './investigation.ts';
import type { CallKeeper } from './kept-call.ts';
import { type LookEvidence, withEvidence } from './look-evidence.ts';
import { type IncidentLookDeps, lookIntoIncident } from './look-into-incident.ts';
import { readIncident } from './read-incident.ts';
import type { InvestigateRequest } from './request.ts';

/** What a look has found out, for the words about it. */
export interface Told {
  incidentId: string;
  /** Undefined where the store did not answer. */
  incident: Incident | undefined;
  found: Investigation;
  /** The look's number from 0, and what people know from those before. */
  look: number;
  before: LookSummary | undefined;
  /** ISO 8601 UTC; undefined for the last look. */
  nextLookAt: string | undefined;
  /** Where else the incident was told; absent where that could not be read. */
  destinations?: DestinationOutcome[];
  /** Where the page and the evidence of this look lie; absent where none is kept. */
  evidence?: string;
  /** Why it could not be kept, or not whole. */
  evidenceFailed?: string;
}

/** A mail, and by which marks it is known that it was sent. */
export interface Telling {
  mail: { subject: string; body: string; html?: string };
  marks: string[];
}

export interface LookDeps extends IncidentLookDeps {
  incidents: IncidentLookDeps['incidents'] & { descendantsOf(incidentId: string): Promise<Incident[]> };
  /** The trail in S3, where one is configured. @param look names the look */
  deepTrail?(look: string): DeepTrail | undefined;
  /** Puts a message for containment on the signals queue. */
  send(message: object): Promise<void>;
  /** Begins to gather the evidence of a look; absent where none is to be kept. */
  evidence?(): Promise<LookEvidence>;
  /** Where else the incident was told so far. */
  destinations?(incidentId: string): Promise<DestinationOutcome[]>;
  /** Puts into words what is new; undefined where nothing is. */
  write(told: Told): Telling | undefined;
}

export interface Turn {
  /** How many looks were taken before. */
  look: number;
  place: Place;
  before: LookSummary | undefined;
}

export interface LookEnd {
  ended: 'restored' | 'no-such-incident';
}

/** What is kept of a look: plain JSON, as a durable step keeps its result. */
export interface Looked extends Course {
  summary: LookSummary;
  telling?: Telling;
}

export type LookOutcome = LookEnd | Looked;

/**
 * One look at an incident: reads the trail, hands what came from the leak to containment as it is found, tells
 * containment who took its steps off, waits a little for what becomes of it, and writes what people are to be told.
 * Safe to repeat: nobody is told anything yet.
 */
export const lookOnce = (request: InvestigateRequest, turn: Turn, deps: LookDeps): Promise<LookOutcome> =>
  withEvidence(deps.evidence, (keeper, keep) => lookKept(request, turn, deps, { keeper, keep }));

interface Keeping {
  keeper: CallKeeper | undefined;
  keep(told: Told): Promise<Told>;
}

const lookKept = async (
  request: InvestigateRequest,
  { look, place, before }: Turn,
  { enabledRegions, ...others }: LookDeps,
  { keeper, keep }: Keeping,
): Promise<LookOutcome> => {
  const deps = { ...others, enabledRegions: once(enabledRegions) };
  const { incidentId } = request;
  const incident = await readIncident(deps.incidents, incidentId);
  if (incident === 'missing') {
    // Marking anything would make half an incident, which the next signal of the key would then stumble over.
    logger.error('there is no such incident: nothing is looked for', { incidentId });
    return { ended: 'no-such-incident' };
  }
  if (isRestored(incident)) return { ended: 'restored' };
  const hand = handing(incidentId, deps);
  const deep = deps.deepTrail?.(`${incidentId}/look-${look}`);
  const { found: seen, faults } = await lookIntoIncident(request, {
    ...deps,
    // What could not be handed on now is handed on at the end, and the trail is read all the same.
    onFound: (found) => hand.all(found).catch((error: unknown) => notNow(incidentId, error)),
    ...(deep && { deep }),
    ...(keeper && { keeper }),
  });
  const attempt = (what: Promise<void>) => what.catch((error: unknown) => void faults.push(error));
  const found = look > 0 ? await withSweep(seen, { incidentId, number: look }, deps, faults) : seen;
  await attempt(hand.all(found));
  const { regions } = await deps.enabledRegions();
  const known = (typeof incident === 'object' && incident.stillOpen) || [];
  await attempt(tellStillOpen(found, { incidentId, number: look, known, regions }, deps));
  const held = await heldOf(incidentId, hand.sent(), deps).catch((error: unknown) => {
    faults.push(error);
    return [];
  });
  const told = withStatuses(found, held);
  const current = await readIncident(deps.incidents, incidentId);
  if (isRestored(current)) return { ended: 'restored' };
  const course = courseOf(told, faults, incidentId, before);
  const kept = await keep({
    incidentId,
    incident: typeof current === 'object' ? current : undefined,
    found: told,
    look,
    before,
    nextLookAt: nextLookAt(place, course),
    ...(await toldElsewhere(incidentId, deps)),
  });
  const telling = deps.write(kept);
  return { ...course, summary: summaryOf(told, kept), ...(telling && { telling }) };
};

const toldElsewhere = async (
  incidentId: string,
  { destinations }: Pick<LookDeps, 'destinations'>,
): Promise<Pick<Told, 'destinations'>> => {
  try {
    return destinations ? { destinations: await destinations(incidentId) } : {};
  } catch (error) {
    logger.error('where else the incident was told could not be read', { incidentId, error });
    return {};
  }
};

const isRestored = (incident: Awaited<ReturnType<typeof readIncident>>): boolean =>
  typeof incident === 'object' && incident.status === 'restored';

const notNow = (incidentId: string, error: unknown): void =>
  logger.error('could not be handed to containment yet', { incidentId, error });

const courseOf = (
  { owner }: Investigation,
  faults: readonly unknown[],
  incidentId: string,
  before: LookSummary | undefined,
): Course => {
  for (const error of faults)
    logger.error('a part of a look failed', { incidentId, why: describeError('handing on', error) });
  return {
    ownerless: owner?.state === 'not-found' || owner?.state === 'contradicted',
    // It stays found until containment has acted: the course must not begin anew each time.
    ownerFoundNow: owner?.state === 'found' && before?.owner !== 'found',
    handedOn: faults.length === 0,
  };
};

const nextLookAt = (place: Place, course: Course): string | undefined => {
  const next = nextAfter(place, course);
  return next && timestamp(new Date(now().getTime() + next.pause * 1000));
};
