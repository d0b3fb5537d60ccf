import { publish } from '#lib/aws/publish.ts';
import { isOfLineageAlone } from '#lib/containment/mail/standing.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { chatMessage } from './chat-message.ts';
import type { DestinationTeller } from './destination.ts';

// What our own investigation found and contained stands in what it tells of the leaked credential.
const isRoutine = (incident: Incident): boolean =>
  isOfLineageAlone(incident) && incident.status === 'contained';

/** What nobody acts on is for the daily digest, and not for a room full of people. */
const isForPeople = (incident: Incident): boolean =>
  incident.status !== 'not-ours' && incident.status !== 'observed' && !isRoutine(incident);

/** Tells a chat room, through Amazon Q Developer in chat applications. @param topicArn a topic that nothing else reads */
export const chat = (topicArn: string): DestinationTeller => ({
  destination: 'chat',
  says: chatMessage,
  async tell(incident) {
    if (!isForPeople(incident)) return undefined;
    await publish(topicArn, { body: JSON.stringify(chatMessage(incident)) });
    return { outcome: 'done' };
  },
});
