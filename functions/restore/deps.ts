import { dynamoClient } from '#lib/aws/clients.ts';
import { onceFor } from '#lib/containment/afterwards.ts';
import { deployedChannels } from '#lib/containment/channels.ts';
import { deployedSources } from '#lib/containment/deployed-sources.ts';
import { incidentMail, stateOf } from '#lib/containment/mail.ts';
import { alsoPublishing, deployedPublish } from '#lib/containment/publish-change.ts';
import type { RestoreDeps } from '#lib/containment/restore.ts';
import { stillOpen } from '#lib/containment/still-open.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { sessionsOf } from '#lib/incident/issued-sessions.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { rules } from '#lib/platform/rules.ts';

export const deps = once((): RestoreDeps => {
  const store = new DynamoIncidentStore(dynamoClient(), config.table());
  const records = new DynamoRecordStore(dynamoClient(), config.table());
  const { mail } = deployedChannels(records);
  const tellPeople = (incident: Incident) => {
    const tell = () => mail(incidentMail(incident));
    return onceFor(incident.incidentId, `mail:${stateOf(incident)}`, tell, store);
  };
  return {
    ...deployedSources(rules),
    restorableBoundaries: rules().restorableBoundaries,
    store,
    stillOpen: stillOpen(
      async (id) => (await import('#lib/signal/github/alert-state.ts')).alertState(id),
      sessionsOf(records),
    ),
    afterwards: alsoPublishing(tellPeople, deployedPublish(), store),
  };
});
