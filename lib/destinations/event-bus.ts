import { putEvents } from '#lib/aws/put-events.ts';
import { now } from '#lib/platform/clock.ts';
import type { DestinationTeller } from './destination.ts';
import { eventDetailType, eventSource, incidentEvent } from './incident-event.ts';

/** The bus did not take an event. Its answer is 200 all the same: the code stands with the entry. */
export class EventNotTaken extends Error {
  constructor(code: string, message: string) {
    super(`the bus did not take the event: ${code}: ${message}`);
    this.name = 'EventNotTaken';
  }
}

/**
 * Puts each state of an incident on a bus, for rules of other people (docs/incident-events.md). No rule of ours waits for
 * this type of event: it never comes back as a signal.
 * @param bus a name or an ARN
 */
export const eventBus = (bus: string): DestinationTeller => ({
  destination: 'event-bus',
  says: incidentEvent,
  async tell(incident) {
    const { principal } = incident;
    const [failed] = await putEvents([
      {
        EventBusName: bus,
        Source: eventSource,
        DetailType: eventDetailType,
        Detail: JSON.stringify(incidentEvent(incident)),
        Time: now(),
        ...(principal && { Resources: [principal.arn] }),
      },
    ]);
    if (failed) throw new EventNotTaken(failed.code, failed.message);
    return { outcome: 'done' };
  },
});
