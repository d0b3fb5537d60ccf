import type { RecordStore } from './records.ts';

/** Other homes of an incident, in their order of worth. */
export const destinations = [
  'event-bus',
  'github',
  'ops-center',
  'security-hub',
  'chat',
  'html-mail',
] as const;
export type Destination = (typeof destinations)[number];

/** What became of telling an incident to one of them. */
export interface DestinationOutcome {
  destination: Destination;
  /** `refused`: it answered that it must not be told (delegated dismissal), and a person has to do it. */
  outcome: 'done' | 'failed' | 'refused';
  /** For people, why it failed or was refused. */
  reason?: string;
  /** Where it stands there: a link, an ARN or an id. */
  reference?: string;
  /** Which state of the incident it was told of. */
  status: string;
  /** ISO 8601 UTC. */
  at: string;
  /** Which changes of the incident it knows of, as short digests: none is told twice. */
  told?: string[];
  /** A digest of what was told last, where it is made of the incident alone. */
  said?: string;
}

const isOutcome = (value: unknown): value is DestinationOutcome =>
  typeof value === 'object' &&
  value !== null &&
  'destination' in value &&
  destinations.some((name) => name === value.destination) &&
  'outcome' in value &&
  'status' in value &&
  'at' in value;

/** Where else an incident was told so far, in the order of worth; nothing where it was told nowhere. */
export const destinationsOf = async (
  records: Pick<RecordStore, 'get'>,
  incidentId: string,
): Promise<DestinationOutcome[]> => {
  const fields = (await records.get('destinations', incidentId)) ?? {};
  return destinations.flatMap((name) => {
    const outcome = fields[name];
    return isOutcome(outcome) ? [outcome] : [];
  });
};

/** Notes what became of it. Each destination is a field of its own, so that none overwrites another's. */
export const noteDestination = (
  records: Pick<RecordStore, 'set'>,
  incidentId: string,
  outcome: DestinationOutcome,
): Promise<void> => records.set('destinations', incidentId, { [outcome.destination]: outcome });
