import { dynamoClient, iamClient } from '#lib/aws/clients.ts';
import { afterwards, reportedAgain } from '#lib/containment/afterwards.ts';
import { deployedChannels } from '#lib/containment/channels.ts';
import type { RespondDeps } from '#lib/containment/respond.ts';
import { accountOfKey } from '#lib/credential/account-of-key.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';

export const deps = once((): RespondDeps => {
  const store = new DynamoIncidentStore(dynamoClient(), config.table());
  const channels = deployedChannels();
  return {
    iam: iamClient(),
    store,
    channels,
    ownAccountId: async () => config.accountId(),
    accountOfKey,
    // A function runs under a role, and roles are not contained from here.
    responderArn: async () => undefined,
    afterwards: afterwards(channels, store),
    reportedAgain: reportedAgain(channels, store),
    // GitHub's client is large and only its own signals need it.
    readAlert: async (ref) => (await import('#lib/signal/github-alert.ts')).readConfiguredAlert(ref),
  };
});
