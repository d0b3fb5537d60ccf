import { errorCode } from '#lib/aws/errors.ts';
import type { IncidentChange } from '#lib/incident/ask-to-publish.ts';
import {
  type Destination,
  type DestinationOutcome,
  destinations,
  destinationsOf,
  noteDestination,
} from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { digestOf } from '#lib/incident/record-item.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

import type { DestinationTeller, Told } from './destination.ts';

export interface PublishDeps {
  incidents: Pick<IncidentStore, 'find'>;
  records: Pick<RecordStore, 'get' | 'set'>;
  /** Those that are switched on. */
  tellers: readonly DestinationTeller[];
  /** How long one of them may take, milliseconds; else 10 seconds for the bus and 40 for the others. */
  patience?: number;
}

/** Some destination does not know of the incident yet: the message belongs back on the queue. */
export class NotPublished extends Error {
  constructor(incidentId: string, why: string) {
    super(`incident ${incidentId} was not told everywhere: ${why}`);
    this.name = 'NotPublished';
  }
}

class NoAnswer extends Error {
  constructor(patience: number) {
    super(`no answer within ${patience / 1000} seconds`);
    this.name = 'NoAnswer';
  }
}

const longestReason = 400;
// The function has 60 seconds. The SDK waits for an answer as long as the connection lives, and a bus that does not answer
// must not keep the others from being told.
const patienceWithBus = 10_000;
const patienceWithOthers = 40_000;
/** An incident has some ten states in its life; a message that comes later than that is told again, no more. */
const mostTold = 30;

const reasonOf = (error: unknown): string => {
  const words = error instanceof Error ? error.message : String(error);
  return inert(redact(`${errorCode(error)}: ${words}`), longestReason);
};

/** What became of one of them. Nothing that it does wrong keeps the others from being told. */
const tellOne = async (
  teller: DestinationTeller,
  incident: Incident,
  before: DestinationOutcome | undefined,
  patience = teller.destination === 'event-bus' ? patienceWithBus : patienceWithOthers,
): Promise<Told | undefined> => {
  try {
    return await inTime(teller.tell(incident, before), patience);
  } catch (error) {
    // Where it stands there is still true: the next try finds it by that.
    const reference = before?.reference && { reference: before.reference };
    return { outcome: 'failed', reason: reasonOf(error), ...reference };
  }
};

const inTime = <T>(work: Promise<T>, patience: number): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      const late = () => reject(new NoAnswer(patience));
      AbortSignal.timeout(patience).addEventListener('abort', late, { once: true });
    }),
  ]);

const inOrder = (tellers: readonly DestinationTeller[]): DestinationTeller[] =>
  tellers.toSorted((a, b) => worthOf(a.destination) - worthOf(b.destination));

const worthOf = (destination: Destination): number => destinations.indexOf(destination);

const shortDigest = (text: string): string => digestOf(text).slice(0, 16);

const saidBy = ({ says }: DestinationTeller, incident: Incident): string | undefined => {
  try {
    return says && shortDigest(JSON.stringify(says(incident)));
  } catch {
    // Telling it meets the same, and that is noted.
    return undefined;
  }
};

const isKnown = (before: DestinationOutcome | undefined, state: string, said: string | undefined): boolean =>
  before?.told?.includes(state) === true ||
  (before?.outcome === 'done' && said !== undefined && before.said === said);

const outcomeOf = (
  { destination }: DestinationTeller,
  now: Told,
  { status }: Incident,
  before: DestinationOutcome | undefined,
): DestinationOutcome => ({ destination, ...now, status, at: timestamp(), told: before?.told ?? [] });

/**
 * Tells one state of an incident to each of its other homes that does not know it yet, the bus of events first: what
 * others hang on it is worth most. What became of each is logged and noted beside the incident.
 * @returns what became of those that were told now
 * @throws NotPublished when one of them failed; calling again tells only those
 */
export const publish = async (
  { incidentId, state }: IncidentChange,
  { incidents, records, tellers, patience }: PublishDeps,
): Promise<DestinationOutcome[]> => {
  const incident = await incidents.find(incidentId);
  if (!incident) throw new NotPublished(incidentId, 'there is no such incident');
  const known = await destinationsOf(records, incidentId);
  const tag = shortDigest(state);

  const told = async (teller: DestinationTeller): Promise<DestinationOutcome[]> => {
    const before = known.find(({ destination }) => destination === teller.destination);
    const said = saidBy(teller, incident);
    if (isKnown(before, tag, said)) return [];
    const now = await tellOne(teller, incident, before, patience);
    if (!now) return [];
    const outcome = outcomeOf(teller, now, incident, before);
    if (now.outcome !== 'failed') {
      outcome.told = [...(before?.told ?? []), tag].slice(-mostTold);
      if (said !== undefined) outcome.said = said;
    }
    logged(incidentId, outcome);
    return [await noted(incidentId, outcome, records)];
  };

  const [first, ...others] = inOrder(tellers);
  const outcomes = [...(first ? await told(first) : []), ...(await Promise.all(others.map(told))).flat()];
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return outcomes;
  throw new NotPublished(
    incidentId,
    failed.map(({ destination, reason }) => `${destination}: ${reason}`).join('; '),
  );
};

/** What cannot be noted counts as failed, and keeps none of the others from being told. */
const noted = async (
  incidentId: string,
  outcome: DestinationOutcome,
  records: Pick<RecordStore, 'set'>,
): Promise<DestinationOutcome> => {
  try {
    await noteDestination(records, incidentId, outcome);
    return outcome;
  } catch (error) {
    return { ...outcome, outcome: 'failed', reason: `it could not be noted: ${reasonOf(error)}` };
  }
};

const logged = (incidentId: string, outcome: DestinationOutcome): void => {
  const { destination, status, reason } = outcome;
  const about = { incidentId, destination, status, outcome: outcome.outcome, reason };
  if (outcome.outcome === 'failed') logger.error('an incident was not told elsewhere', about);
  else logger.info('an incident was told elsewhere', about);
};
