import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings, dynamoClient } from '#lib/aws/clients.ts';
import { configuredHtmlMail } from '#lib/aws/send-html-mail.ts';
import { chat } from '#lib/destinations/chat.ts';
import type { DestinationTeller } from '#lib/destinations/destination.ts';
import { eventBus } from '#lib/destinations/event-bus.ts';
import { evidencePlace } from '#lib/destinations/evidence-place.ts';
import { github } from '#lib/destinations/github.ts';
import { htmlMail } from '#lib/destinations/html-mail.ts';
import { opsCenter } from '#lib/destinations/ops-center.ts';
import type { PublishDeps } from '#lib/destinations/publish.ts';
import { securityHub } from '#lib/destinations/security-hub.ts';
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
  ...when(config.opsCenter(), () =>
    opsCenter({ client: new SSMClient(clientSettings()), ...wordsFrom(records) }),
  ),
  ...when(config.securityHub(), () =>
    securityHub({
      client: new SecurityHubClient(clientSettings()),
      accountId: config.accountId(),
      region: config.region(),
      ...wordsFrom(records),
    }),
  ),
  ...when(config.chatTopicArn(), chat),
  ...when(configuredHtmlMail(), (send) => htmlMail({ send, ...wordsFrom(records) })),
];

/** How a reader can undo it, or contain all the same, and where the evidence is. */
const wordsFrom = (records: RecordStore) => {
  const containFunction = config.containFunction();
  return {
    evidence: evidencePlace(records),
    ways: {
      restoreFunction: config.restoreFunction(),
      ...(containFunction && { containFunction }),
      account: config.accountId(),
      region: config.region(),
    },
  };
};

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
