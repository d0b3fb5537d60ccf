import { accountClients } from '#lib/aws/account-clients.ts';
import { accountOfKey } from '#lib/credential/account-of-key.ts';
import { accountStanding } from '#lib/credential/organization.ts';
import type { OwnerSources } from '#lib/credential/owner.ts';
import { config } from '#lib/platform/config.ts';
import type { Rules } from '#lib/platform/rules.ts';
import { denySessionByFunction } from './deny-session-by-function.ts';
import type { HandsSources } from './hands.ts';

/** The accounts that a deployed function reaches, and what it changes there. Made once: clients live on it. */
export const deployedSources = (rules: () => Rules): OwnerSources & HandsSources => {
  const ownAccountId = async () => config.accountId();
  const iamFor = accountClients({
    ownAccountId,
    memberRole: config.memberRole(),
    externalId: config.memberExternalId(),
  });
  return {
    ownAccountId,
    accountOfKey,
    accountStanding: (accountId) => accountStanding(accountId, { ownAccountId, rules: rules() }),
    iamFor: (accountId, subject) => iamFor(accountId, { name: subject }),
    denySession: denySessionByFunction,
  };
};
