import { dynamoClient } from '#lib/aws/clients.ts';
import { publish } from '#lib/aws/publish.ts';
import { configuredHtmlMail } from '#lib/aws/send-html-mail.ts';
import { sendMessage } from '#lib/aws/send-message.ts';
import { accountStanding } from '#lib/credential/organization.ts';
import { s3Sink } from '#lib/evidence/s3-sink.ts';
import { kmsSigner } from '#lib/evidence/sign.ts';
import { askToPublish } from '#lib/incident/ask-to-publish.ts';
import { destinationsOf } from '#lib/incident/destinations.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { couldClients } from '#lib/investigation/could/clients.ts';
import { allowances } from '#lib/investigation/could/could-have-done.ts';
import { deepTrail } from '#lib/investigation/deep-trail.ts';
import type { FollowDeps } from '#lib/investigation/follow-incident.ts';
import { createPacers } from '#lib/investigation/pacer.ts';
import { enabledRegions } from '#lib/investigation/regions.ts';
import { createTrailClients } from '#lib/investigation/trail-clients.ts';
import { sleep } from '#lib/platform/clock.ts';
import { config } from '#lib/platform/config.ts';
import { logger } from '#lib/platform/logger.ts';
import { once } from '#lib/platform/once.ts';
import { rules } from '#lib/platform/rules.ts';
import { evidenceOfLooks } from '#lib/report/keep-evidence.ts';
import { lookTeller } from '#lib/report/tell-look.ts';

/** Where a bucket is configured, the evidence of each look is kept in it. */
const keeping = (
  incidents: DynamoIncidentStore,
  records: DynamoRecordStore,
): Pick<FollowDeps, 'evidence'> => {
  const bucket = config.evidenceBucket();
  if (bucket === undefined) return {};
  const key = config.evidenceKmsKey();
  const ownerAccountId = config.accountId();
  return {
    evidence: evidenceOfLooks({
      sinkFor: (prefix) => s3Sink({ bucket, prefix, ownerAccountId }),
      signer: key === undefined ? undefined : kmsSigner(key),
      incidents,
      records,
    }),
  };
};

/** Reads what the credential could have done, in whatever account of ours it is. */
const reading = (): Required<Pick<FollowDeps, 'could'>> => {
  const ownAccountId = async () => config.accountId();
  const clients = couldClients({
    ownAccountId,
    accountStanding: (accountId) => accountStanding(accountId, { ownAccountId, rules: rules() }),
    memberRole: config.memberRole(),
    externalId: config.memberExternalId(),
  });
  return { could: (subject) => allowances(subject, clients) };
};

/** Where other homes are switched on, they are told after each look that told something. */
const publishingAgain = () => {
  const queueUrl = config.incidentChangesQueueUrl();
  if (queueUrl === undefined) return {};
  return {
    publishAgain: (incidentId: string, state: string) =>
      askToPublish(queueUrl, incidentId, state).catch((error: unknown) =>
        logger.error('the other homes could not be told of a look', { incidentId, state, error }),
      ),
  };
};

/**
 * All that a look needs but its time limit, which comes with each invocation. Composed once a container: the pacers
 * remember what the last look has spent of each Region's quota.
 */
export const deps = once((): Omit<FollowDeps, 'timeLeft'> => {
  const topicArn = config.mailTopicArn();
  const queueUrl = config.signalsQueueUrl();
  const incidents = new DynamoIncidentStore(dynamoClient(), config.table());
  const records = new DynamoRecordStore(dynamoClient(), config.table());
  const send = (message: object) => sendMessage(queueUrl, JSON.stringify(message));
  return {
    clientFor: createTrailClients(),
    pacerFor: createPacers(),
    pause: sleep,
    enabledRegions: () => enabledRegions(config.region()),
    incidents,
    records,
    ownAccountId: config.accountId(),
    deepTrail,
    ...reading(),
    ...keeping(incidents, records),
    destinations: (incidentId) => destinationsOf(records, incidentId),
    sendOwner: send,
    send,
    ...lookTeller({
      incidents,
      records,
      mail: ({ subject, body }) => publish(topicArn, { subject, body }),
      sendHtml: configuredHtmlMail(),
      ...publishingAgain(),
    }),
  };
});
