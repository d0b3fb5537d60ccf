import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { organizationsClient } from '#lib/aws/clients.ts';
import { describeError } from '#lib/aws/errors.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';

/** The accounts besides the home account, or why nobody here can say which they are. */
export const accountsOf = async ({
  accounts,
  deployment,
}: DeployedSystem): Promise<readonly string[] | { unknown: string }> => {
  if (accounts !== 'organization') return accounts;
  try {
    const client = await organizationsClient();
    const all: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListAccountsCommand({ NextToken }));
      all.push(...(page.Accounts ?? []).flatMap(({ Id, State }) => (Id && State !== 'CLOSED' ? [Id] : [])));
      NextToken = page.NextToken;
    } while (NextToken);
    return all.filter((id) => id !== deployment.accountId);
  } catch (error) {
    // Only the management account and delegated administrators may list them.
    return { unknown: describeError('organizations:ListAccounts', error) };
  }
};
