import { dynamoClient } from '#lib/aws/clients.ts';
import { publish } from '#lib/aws/publish.ts';
import { sendMessage } from '#lib/aws/send-message.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import type { IncidentLookDeps } from '#lib/investigation/look-into-incident.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import type { Mail } from '#lib/report/investigation-mail.ts';

export interface Deps {
  /** All that a look needs but its time limit, which comes with each invocation. */
  look: Omit<IncidentLookDeps, 'timeLeft'>;
  send(mail: Mail): Promise<void>;
}

/** Composed once a container: the pacers remember what the last look has spent of each Region's quota. */
export const deps = once((): Deps => {
  const topicArn = config.mailTopicArn();
  const queueUrl = config.signalsQueueUrl();
  return {
    look: {
      clientFor: createTrailClients(),
      pacerFor: createPacers(),
      pause: sleep,
      enabledRegions: () => enabledRegions(config.region()),
      incidents: new DynamoIncidentStore(dynamoClient(), config.table()),
      records: new DynamoRecordStore(dynamoClient(), config.table()),
      ownAccountId: config.accountId(),
      sendOwner: (message) => sendMessage(queueUrl, JSON.stringify(message)),
    },
    send: (mail) => publish(topicArn, mail),
  };
});
