import { sendMessage } from '#lib/aws/send-message.ts';

/** What stands on the queue of incident changes. */
export interface IncidentChange {
  incidentId: string;
  /** What tells one state of the incident from another: each home is told each of them once. */
  state: string;
}

/** Asks for an incident to be told to its other homes. @param state see `IncidentChange` */
export const askToPublish = (queueUrl: string, incidentId: string, state: string): Promise<void> =>
  sendMessage(queueUrl, JSON.stringify({ incidentId, state } satisfies IncidentChange));
