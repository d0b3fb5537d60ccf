import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  type OrganizationsClient,
  paginateListPoliciesForTarget,
} from '@aws-sdk/client-organizations';
import { isError } from '#lib/aws/errors.ts';
import { type Policy, readPolicy } from '../policy.ts';
import type { Unread } from './carried.ts';
import { unreadBecause } from './unread.ts';

export interface ServiceControl {
  /** From the root of the organization down to the account; none where none bind the account. */
  levels: Policy[][];
  basedOn: string[];
  unread: Unread[];
}

/** An organization is at most five units deep (Organizations user guide, "Quotas"). */
const mostLevels = 7;

const none = (...basedOn: string[]): ServiceControl => ({ levels: [], basedOn, unread: [] });

/**
 * Reads the service control policies that bind an account, level by level upwards. Only the management account and
 * delegated administrators may: for anybody else it is told that they were not read.
 */
export const readServiceControl = async (
  accountId: string,
  organizations: () => Promise<OrganizationsClient>,
  abortSignal: AbortSignal,
): Promise<ServiceControl> => {
  let operation = 'organizations:DescribeOrganization';
  try {
    const client = await organizations();
    const { Organization } = await client.send(new DescribeOrganizationCommand({}), { abortSignal });
    if (Organization?.MasterAccountId === accountId) return none();
    operation = 'organizations:ListParents';
    const targets = await chainOf(client, accountId, abortSignal);
    operation = 'organizations:ListPoliciesForTarget';
    const ids = await Promise.all(targets.map((target) => policiesOf(client, target, abortSignal)));
    operation = 'organizations:DescribePolicy';
    const texts = new Map(
      await Promise.all(
        [...new Set(ids.flat())].map(async (id): Promise<[string, Policy]> => {
          const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: id }), { abortSignal });
          return [id, readPolicy(`the service control policy ${id}`, Policy?.Content ?? '')];
        }),
      ),
    );
    const levels = ids.map((level) => level.flatMap((id) => texts.get(id) ?? []));
    return { ...none(`service control policies of ${levels.length} levels`), levels };
  } catch (error) {
    if (isError(error, 'AWSOrganizationsNotInUseException')) return none();
    const { why, ...unread } = unreadBecause('scp', operation, error);
    return { ...none(), unread: [{ ...unread, why: `service control policies: ${why}` }] };
  }
};

/** The account, the units that it is in, and the root: the root first. */
const chainOf = async (
  client: OrganizationsClient,
  accountId: string,
  abortSignal: AbortSignal,
): Promise<string[]> => {
  const chain = [accountId];
  for (let child = accountId; chain.length < mostLevels; ) {
    const { Parents = [] } = await client.send(new ListParentsCommand({ ChildId: child }), { abortSignal });
    const [parent] = Parents;
    if (!parent?.Id) break;
    chain.unshift(parent.Id);
    if (parent.Type === 'ROOT') return chain;
    child = parent.Id;
  }
  throw new Error(`the way from ${accountId} to the root of its organization has no end`);
};

const policiesOf = async (
  client: OrganizationsClient,
  TargetId: string,
  abortSignal: AbortSignal,
): Promise<string[]> => {
  const ids: string[] = [];
  const input = { TargetId, Filter: 'SERVICE_CONTROL_POLICY' as const };
  for await (const { Policies = [] } of paginateListPoliciesForTarget({ client }, input, { abortSignal }))
    ids.push(...Policies.flatMap(({ Id }) => Id ?? []));
  return ids;
};
