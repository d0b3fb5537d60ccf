import { dynamoClient } from '#lib/aws/clients.ts';
import { publish } from '#lib/aws/publish.ts';
import type { RemindDeps } from '#lib/containment/remind.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { rules } from '#lib/platform/rules.ts';

export const deps = once((): RemindDeps => {
  const mailTopicArn = config.mailTopicArn();
  const containFunction = config.containFunction();
  const pagesTopicArn = config.pagesTopicArn();
  return {
    records: new DynamoRecordStore(dynamoClient(), config.table()),
    incidents: new DynamoIncidentStore(dynamoClient(), config.table()),
    mail: (mail) => publish(mailTopicArn, mail),
    page: (mail) => publish(pagesTopicArn, mail),
    rules: rules(),
    ways: { region: config.region(), ...(containFunction && { containFunction }) },
  };
});
