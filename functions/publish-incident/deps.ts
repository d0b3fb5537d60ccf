import { dynamoClient } from '#lib/aws/clients.ts';
import { chat } from '#lib/destinations/chat.ts';
import type { DestinationTeller } from '#lib/destinations/destination.ts';
import { eventBus } from '#lib/destinations/event-bus.ts';
import { github } from '#lib/destinations/github.ts';
import type { PublishDeps } from '#lib/destinations/publish.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { configuredGithubClient } from '#lib/signal/github/configured-client.ts';
import { noteOwnReopening } from '#lib/signal/github/own-reopening.ts';

/** Those that are configured: a line for each. */
const configuredTellers = (records: RecordStore): DestinationTeller[] => [
  ...when(config.eventBus(), eventBus),
  ...when(config.githubResolveAlerts(), () => githubWith(records)),
  ...when(config.chatTopicArn(), chat),
];

const when = <T>(setting: T | false | undefined, teller: (setting: T) => DestinationTeller) =>
  setting ? [teller(setting)] : [];

const githubWith = (records: RecordStore): DestinationTeller =>
  github({ clientFor: configuredGithubClient, reopening: (ref) => noteOwnReopening(ref, records) });

export const deps = once((): PublishDeps => {
  const records = new DynamoRecordStore(dynamoClient(), config.table());
  return {
    incidents: new DynamoIncidentStore(dynamoClient(), config.table()),
    records,
    tellers: configuredTellers(records),
  };
});
