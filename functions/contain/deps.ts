import { dynamoClient } from '#lib/aws/clients.ts';
import { admissionWith, brakePage } from '#lib/containment/admission.ts';
import { afterwards, reportedAgain } from '#lib/containment/afterwards.ts';
import { deployedChannels } from '#lib/containment/channels.ts';
import type { BacklogDeps } from '#lib/containment/contain-backlog.ts';
import { deployedSources } from '#lib/containment/deployed-sources.ts';
import { judgementWith } from '#lib/containment/judgement-with.ts';
import { alsoPublishing, deployedPublish } from '#lib/containment/publish-change.ts';
import type { RespondDeps } from '#lib/containment/respond.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { rules } from '#lib/platform/rules.ts';
import { ownReopening } from '#lib/signal/github/own-reopening.ts';
import { handledMark } from '#lib/signal/github/poll/handled.ts';

export const deps = once((): RespondDeps & BacklogDeps => {
  const store = new DynamoIncidentStore(dynamoClient(), config.table());
  const records = new DynamoRecordStore(dynamoClient(), config.table());
  const channels = deployedChannels(records);
  return {
    ...deployedSources(rules),
    guard: config.guard(),
    store,
    records,
    channels,
    rules,
    judgement: judgementWith(records, rules),
    admission: admissionWith(records),
    braked: (signal, judgement) => channels.page(brakePage(signal, judgement)),
    // A function runs under a role of ours, and those the rules never touch.
    responderArn: async () => undefined,
    afterwards: alsoPublishing(afterwards(channels, store), deployedPublish(), store),
    reportedAgain: reportedAgain(channels, store),
    // GitHub's client is large and only its own signals need it.
    readAlert: async (ref) =>
      (await ownReopening(ref, records)) ??
      (await import('#lib/signal/github-alert.ts')).readConfiguredAlert(ref),
    handled: async (ref) => {
      await records.putOnce('seen', handledMark(ref), {});
    },
    deployedAt: config.deployedAt,
    onceForReport: async (id, act) => {
      if (await records.get('seen', `told:${id}`)) return;
      await act();
      await records.putOnce('seen', `told:${id}`, {});
    },
  };
});
