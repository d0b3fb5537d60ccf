import type { Destination, DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';

/** What became of telling one destination. */
export type Told = Pick<DestinationOutcome, 'outcome' | 'reason' | 'reference'>;

/** Another home of incidents that is switched on. `publish` runs it, notes what became of it and lets SQS retry it. */
export interface DestinationTeller {
  destination: Destination;
  /**
   * All that it tells of an incident, where that is made of the incident alone. What it said last it is not asked to
   * say again: a look of the investigation may change nothing of it.
   */
  says?(incident: Incident): unknown;
  /**
   * Tells one state of an incident. It may be called again for the same state (SQS delivers at least once): what is
   * made there must be found again, by the incident's id or by `reference`, and not be made twice.
   * @param incident as it is now; most of its text is untrusted
   * @param before what became of telling this destination last, of an earlier state or of a failed try of this one
   * @returns `refused` where only a person can do it there; undefined where this state is nothing to tell it
   * @throws anything: that is the outcome `failed`, with the error's words redacted, and it is tried again
   */
  tell(incident: Incident, before: DestinationOutcome | undefined): Promise<Told | undefined>;
}
