import {
  type EntityType,
  type GetAccountAuthorizationDetailsCommandOutput,
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  type PolicyDetail,
  paginateGetAccountAuthorizationDetails,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import type { Principal } from '#lib/incident/incident.ts';
import { type Carried, decoded, type PolicyText, type Reading, tagsOf } from './carried.ts';

/** It is the whole account for the sake of one principal: a larger one is read piece by piece instead. */
const mostPages = 3;
const itemsAPage = 1000;

const policies: EntityType[] = ['LocalManagedPolicy', 'AWSManagedPolicy'];

/**
 * Reads a principal and its policies out of GetAccountAuthorizationDetails: one call for most accounts.
 * @param otherwise the text of a policy that is not among them
 * @returns undefined where the account is too large, or has no such principal
 * @throws what IAM throws
 */
export const readDetails = async (
  iam: IAMClient,
  { kind, name }: Principal,
  abortSignal: AbortSignal,
  otherwise: (arn: string) => Promise<string>,
): Promise<Reading | undefined> => {
  const isRole = kind === 'role';
  const Filter: EntityType[] = [
    ...(isRole ? (['Role'] as const) : (['User', 'Group'] as const)),
    ...policies,
  ];
  const seen: GetAccountAuthorizationDetailsCommandOutput[] = [];
  const paging = { client: iam, pageSize: itemsAPage };
  for await (const page of paginateGetAccountAuthorizationDetails(paging, { Filter }, { abortSignal })) {
    seen.push(page);
    if (seen.length >= mostPages && page.IsTruncated) return undefined;
  }
  const carried = isRole
    ? ofRole(seen.flatMap(({ RoleDetailList = [] }) => RoleDetailList).find((each) => each.RoleName === name))
    : ofUser(
        seen.flatMap(({ UserDetailList = [] }) => UserDetailList).find((each) => each.UserName === name),
        seen.flatMap(({ GroupDetailList = [] }) => GroupDetailList),
      );
  const texts = new Map(seen.flatMap(({ Policies = [] }) => Policies).map(defaultVersion));
  return carried && { carried, unread: [], document: async (arn) => texts.get(arn) ?? otherwise(arn) };
};

const defaultVersion = ({ Arn = '', PolicyVersionList = [] }: ManagedPolicyDetail): [string, string] => {
  const version = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
  return [Arn, decoded(version?.Document)];
};

const inlineIn = (list: readonly PolicyDetail[] = []): PolicyText[] =>
  list.map(({ PolicyName = '', PolicyDocument }) => ({ name: PolicyName, text: decoded(PolicyDocument) }));

const attachedTo = ({ AttachedManagedPolicies = [] }: UserDetail | RoleDetail | GroupDetail): string[] =>
  AttachedManagedPolicies.map(({ PolicyArn = '' }) => PolicyArn);

const ofUser = (user: UserDetail | undefined, groups: readonly GroupDetail[]): Carried | undefined =>
  user && {
    id: user.UserId ?? '',
    tags: tagsOf(user.Tags),
    boundary: user.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    inline: inlineIn(user.UserPolicyList),
    attached: attachedTo(user),
    groups: groups
      .filter(({ GroupName = '' }) => user.GroupList?.includes(GroupName))
      .map((group) => ({
        name: group.GroupName ?? '',
        inline: inlineIn(group.GroupPolicyList),
        attached: attachedTo(group),
      })),
  };

const ofRole = (role: RoleDetail | undefined): Carried | undefined =>
  role && {
    id: role.RoleId ?? '',
    tags: tagsOf(role.Tags),
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    inline: inlineIn(role.RolePolicyList),
    attached: attachedTo(role),
    groups: [],
  };
