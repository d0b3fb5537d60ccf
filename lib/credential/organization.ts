import { organizationsClient } from '#lib/aws/clients.ts';
import { describeError, isAccessDenied, isError, isUnsupported } from '#lib/aws/errors.ts';
import { Recent } from '#lib/aws/recent.ts';
import { now } from '#lib/platform/clock.ts';
import type { Rules } from '#lib/platform/rules.ts';

/** Whether an account is one that we answer for. Undecided: nothing may be assumed, and people are told why. */
export type AccountStanding = 'own' | 'member' | 'foreign' | { undecided: string };

export interface AccountQuestion {
  ownAccountId(): Promise<string>;
  rules: Pick<Rules, 'accounts' | 'organization'>;
}

/**
 * Whose an account is: ours, one that the rules list or, where they say so, one of our organization; any other is
 * somebody else's. Organizations is asked only about accounts that the rules do not list.
 * @throws what Organizations throws when it does not answer (it may be asked again)
 */
export const accountStanding = async (
  accountId: string,
  { ownAccountId, rules }: AccountQuestion,
): Promise<AccountStanding> => {
  if (accountId === (await ownAccountId())) return 'own';
  if (rules.accounts.includes(accountId)) return 'member';
  if (!rules.organization) return 'foreign';
  const known = asked.get(accountId);
  if (known && now().getTime() < known.goodUntil) return known.standing;
  const standing = await inOrganization(accountId);
  // What could not be decided is asked again: the permission may be there the next time.
  if (typeof standing === 'string') {
    asked.set(accountId, { standing, goodUntil: now().getTime() + keptFor });
  }
  return standing;
};

// Accounts join and leave seldom, and a storm of alerts about one account must not be a storm of calls.
const keptFor = 10 * 60_000;
const asked = new Recent<{ standing: AccountStanding; goodUntil: number }>(500);

/** organizations:DescribeAccount; AWS lets the management account and delegated administrators call it. */
const inOrganization = async (accountId: string): Promise<AccountStanding> => {
  const [client, { DescribeAccountCommand }] = await Promise.all([
    organizationsClient(),
    import('@aws-sdk/client-organizations'),
  ]);
  try {
    await client.send(new DescribeAccountCommand({ AccountId: accountId }));
    return 'member';
  } catch (error) {
    if (isError(error, 'AccountNotFoundException')) return 'foreign';
    const fix = fixFor(error);
    if (fix === undefined) throw error;
    return { undecided: `${describeError('organizations:DescribeAccount', error)}; ${fix}` };
  }
};

const fixFor = (error: unknown): string | undefined => {
  if (isAccessDenied(error)) {
    return 'allow it to this role and run in the management account or a delegated administrator, or list the accounts in the rule "accounts"';
  }
  if (isError(error, 'AWSOrganizationsNotInUseException')) {
    return 'this account is in no organization, so the rule "organization" must be false';
  }
  return isUnsupported(error) ? 'list the accounts in the rule "accounts" instead' : undefined;
};
