import { dynamoClient } from '#lib/aws/clients.ts';
import { publish } from '#lib/aws/publish.ts';
import { sendMessage } from '#lib/aws/send-message.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { deepTrail } from '#lib/investigation/deep-trail.ts';
import type { FollowDeps } from '#lib/investigation/follow-incident.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { lookTeller } from '#lib/report/tell-look.ts';

/**
 * All that a look needs but its time limit, which comes with each invocation. Composed once a container: the pacers
 * remember what the last look has spent of each Region's quota.
 */
export const deps = once((): Omit<FollowDeps, 'timeLeft'> => {
  const topicArn = config.mailTopicArn();
  const queueUrl = config.signalsQueueUrl();
  const incidents = new DynamoIncidentStore(dynamoClient(), config.table());
  const send = (message: object) => sendMessage(queueUrl, JSON.stringify(message));
  return {
    clientFor: createTrailClients(),
    pacerFor: createPacers(),
    pause: sleep,
    enabledRegions: () => enabledRegions(config.region()),
    incidents,
    records: new DynamoRecordStore(dynamoClient(), config.table()),
    ownAccountId: config.accountId(),
    deepTrail,
    sendOwner: send,
    send,
    ...lookTeller({ incidents, mail: (mail) => publish(topicArn, mail) }),
  };
});
