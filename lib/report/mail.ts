import type { Silence } from '#lib/investigation/changes.ts';

export interface Mail {
  subject: string;
  body: string;
}

/** What a mail about a look says besides what the look found. */
export interface InvestigationMailContext {
  incidentId: string;
  /** When containment was first read back, ISO 8601 UTC, where it was. */
  containedAt?: string;
  /** Which look it is, 0 for the first. */
  look: number;
  /** When it is looked at again, ISO 8601 UTC; absent where it is not: that mail closes the investigation. */
  nextLookAt?: string;
  /** Whether anything still worked after containment, where there was one. */
  silent?: Silence;
  /** Compute of the thief that goes on getting new credentials, and the command that stops it. */
  keepsDrawing?: { what: string; command: string }[];
}

/** A mail has to be read on a telephone, too: one screen. */
export const mostLinesOfMail = 44;
