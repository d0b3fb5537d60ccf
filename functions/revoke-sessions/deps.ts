import { accountClients } from '#lib/aws/account-clients.ts';
import { dynamoClient } from '#lib/aws/clients.ts';
import type { RevokeDeps } from '#lib/containment/revoke-sessions.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';

export const deps = once((): RevokeDeps => {
  const memberRole = config.memberRole();
  const iamFor = accountClients({
    ownAccountId: async () => config.accountId(),
    // Another role than the one that `contain` assumes: only this one may write a policy on a role.
    memberRole: memberRole && `${memberRole}-revoke`,
    externalId: config.memberExternalId(),
  });
  return {
    store: new DynamoIncidentStore(dynamoClient(), config.table()),
    iamFor: (accountId, subject) => iamFor(accountId, { name: subject }),
    ownRoles: config.ownRoles(),
  };
});
