import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Silence } from '#lib/investigation/changes.ts';
import type { NoLonger } from './no-longer.ts';

export interface Mail {
  subject: string;
  body: string;
  /** The same for programs that show HTML, where it is made. */
  html?: string;
}

/** What a mail about a look says besides what the look found. */
export interface InvestigationMailContext {
  incidentId: string;
  /** When containment was first read back, ISO 8601 UTC, where it was. */
  containedAt?: string;
  /** How it stands now, where it was contained once and is not any more. */
  noLonger?: NoLonger;
  /** Which look it is, 0 for the first. */
  look: number;
  /** When it is looked at again, ISO 8601 UTC; absent where it is not: that mail closes the investigation. */
  nextLookAt?: string;
  /** Whether anything still worked after containment, where there was one. */
  silent?: Silence;
  /** Compute of the thief that goes on getting new credentials, and the command that stops it. */
  keepsDrawing?: { what: string; command: string }[];
  /** Where else the incident was told; absent where that is not known. */
  destinations?: DestinationOutcome[];
  /** Where page and evidence lie, `s3://…`; absent where none is kept. */
  evidence?: string;
  /** Why they could not be kept, where that failed. */
  evidenceFailed?: string;
  /** A rule says to change nothing here: what is not contained is so on purpose. */
  observed?: true;
}

/** A mail has to be read on a telephone, too. */
export const mostLinesOfMail = 44;

/** The report tells all there is for the first time, and does not come every hour. */
export const mostLinesOfReport = 59;
