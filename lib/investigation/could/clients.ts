import { IAMClient } from '@aws-sdk/client-iam';
import { accountClients } from '#lib/aws/account-clients.ts';
import { clientSettings, organizationsClient } from '#lib/aws/clients.ts';
import { operationIsNamed } from '#lib/aws/operation-is-named.ts';
import type { AccountStanding } from '#lib/credential/organization.ts';
import { once } from '#lib/platform/once.ts';
import type { CouldDeps } from './could-have-done.ts';

export interface CouldClientsOptions {
  ownAccountId(): Promise<string>;
  accountStanding(accountId: string): Promise<AccountStanding>;
  /** The role that lets us read in another account has this name with `-read` behind it. */
  memberRole: string | undefined;
  externalId: string | undefined;
}

/** A client of its own: what it is throttled for slows nothing else down. */
const ownIam = once(() => operationIsNamed(new IAMClient({ ...clientSettings(), maxAttempts: 4 })));

/** What reads the policies of our own account, and of those that are ours to answer for. Made once: clients live on it. */
export const couldClients = ({
  ownAccountId,
  accountStanding,
  memberRole,
  externalId,
}: CouldClientsOptions): CouldDeps => {
  const inMember = accountClients({
    ownAccountId,
    memberRole: memberRole && `${memberRole}-read`,
    externalId,
  });
  return {
    async iamFor(accountId, name) {
      const standing = await accountStanding(accountId);
      if (standing === 'own') return ownIam();
      // Whoever is asked to let us in is told the external id.
      if (standing !== 'member')
        throw new Error(
          `the policies of account ${accountId} cannot be read from here: ${standing === 'foreign' ? 'it is none of ours' : standing.undecided}`,
        );
      return inMember(accountId, { name });
    },
    organizations: organizationsClient,
  };
};
