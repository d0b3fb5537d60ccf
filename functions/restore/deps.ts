import { dynamoClient, iamClient } from '#lib/aws/clients.ts';
import { onceFor } from '#lib/containment/afterwards.ts';
import { deployedChannels } from '#lib/containment/channels.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import type { RestoreDeps } from '#lib/containment/restore.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';

export const deps = once((): RestoreDeps => {
  const store = new DynamoIncidentStore(dynamoClient(), config.table());
  const { mail } = deployedChannels();
  return {
    iam: iamClient(),
    store,
    afterwards: (incident) =>
      onceFor(incident.incidentId, 'mail:restored', () => mail(incidentMail(incident)), store),
  };
});
