import type { EventSource } from '#lib/signal/queue-message.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import type { DeployedTourniquet } from '../host/deploy-tourniquet.ts';
import type { NewEvent } from '../services/events/envelope.ts';

/** Puts an event where its source puts it, for an account; the home account by default. @returns the event's id */
export type Emit = (source: EventSource, event: NewEvent, accountId?: string) => Promise<string>;

/** AWS Health's RISK events and the records of IAM are in us-east-1 only. */
const global: readonly EventSource[] = ['health', 'quarantine'];

/**
 * AWS's own events go on the default bus of the account, in the region where AWS puts them: from there rules bring
 * them to us. A scanner's go on our bus, as whoever runs the scanner puts them.
 * @throws Error for a scanner's event that the bus does not take, such as one whose source is AWS's
 */
export const emitter =
  (aws: EmbeddedAws, { busArn, accountId: home, region }: DeployedTourniquet): Emit =>
  async (source, event, accountId = home) => {
    if (source !== 'scanner') {
      return aws.events.emit(accountId, global.includes(source) ? 'us-east-1' : region, event);
    }
    const { Entries } = await aws.administerIn(accountId)('events', 'PutEvents', {
      Entries: [
        {
          EventBusName: busArn,
          Source: event.source,
          DetailType: event.detailType,
          Detail: JSON.stringify(event.detail),
          Resources: event.resources,
          Time: event.time,
        },
      ],
    });
    const [{ EventId, ErrorMessage }] = Entries;
    if (!EventId) throw new Error(`the event was not taken: ${ErrorMessage}`);
    return EventId;
  };
