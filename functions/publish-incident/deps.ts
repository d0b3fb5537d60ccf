import { dynamoClient } from '#lib/aws/clients.ts';
import { chat } from '#lib/destinations/chat.ts';
import type { DestinationTeller } from '#lib/destinations/destination.ts';
import { eventBus } from '#lib/destinations/event-bus.ts';
import type { PublishDeps } from '#lib/destinations/publish.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';

/** Those that are configured: a line for each. */
const configuredTellers = (): DestinationTeller[] => {
  const [bus, chatTopicArn] = [config.eventBus(), config.chatTopicArn()];
  return [...(bus ? [eventBus(bus)] : []), ...(chatTopicArn ? [chat(chatTopicArn)] : [])];
};

export const deps = once(
  (): PublishDeps => ({
    incidents: new DynamoIncidentStore(dynamoClient(), config.table()),
    records: new DynamoRecordStore(dynamoClient(), config.table()),
    tellers: configuredTellers(),
  }),
);
