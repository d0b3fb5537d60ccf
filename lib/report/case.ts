import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { Silence } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { KeptCall } from '#lib/investigation/kept-call.ts';

/**
 * All that a report tells of: one model for its three forms. Everything in it that a stranger could have chosen (names,
 * user agents, error messages, paths) is as it came: each form makes it inert.
 */
export interface Case {
  /** Absent where only a folder of files is known, and where the store did not answer. */
  incident?: Incident;
  /** The incidents of what came from it. */
  descendants: Incident[];
  found: Investigation;
  /** Which look it is, from 0; absent at a terminal. */
  look?: number;
  /** When it is looked at again, ISO 8601 UTC; absent where it is not. */
  nextLookAt?: string;
  /** Whether anything still worked after containment, where there was one. */
  silent?: Silence;
  /** Where else the incident was told. */
  destinations: DestinationOutcome[];
  /** Of a large incident the first and the last ones, in the order of time. */
  calls: KeptCall[];
  /** How many calls of the lineage there are in all: more than `calls` holds where some were left out. */
  callsInAll: number;
  /** Where the evidence lies, `s3://…` or a folder; absent where none is kept. */
  evidence?: string;
  /** Why evidence could not be kept, where that failed. */
  evidenceFailed?: string;
  /** ISO 8601 UTC. */
  writtenAt: string;
}
