import type { Incident } from '#lib/incident/incident.ts';
import type { Stage } from './stage.ts';

/** What is wrong with an incident that should be contained by now; nothing, when it is. */
export const notContained = (incident: Incident | undefined, accessKeyId: string): string[] => {
  if (!incident) return [`no incident was opened for ${accessKeyId}`];
  if (incident.status === 'contained') return [];
  return [`${incident.incidentId} is ${incident.status}: ${incident.reason}`];
};

/** Whether a person learnt of an incident: what was done, and what the key did. */
export const notTold = ({ aws, deployed }: Stage, incident: Incident | undefined): string[] => {
  if (!incident) return [];
  const mails = aws.sns
    .mailbox(deployed.mailTopicArn)
    .filter(({ message }) => message.includes(incident.incidentId));
  return mails.length >= 2
    ? []
    : [`of the two mails about ${incident.incidentId} ${mails.length === 0 ? 'none' : 'only one'} was sent`];
};
