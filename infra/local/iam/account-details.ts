import type { Operation } from '../contract.ts';
import { groupArn, roleArn, userArn } from './arns.ts';
import { listed, versionOut } from './customer-policies.ts';
import type { Entity, Group, ManagedPolicy, Role, User } from './entities.ts';
import { type PageInput, page } from './pages.ts';
import type { State } from './state.ts';
import { tagsOut } from './tags.ts';
import { boundaryOut } from './users.ts';

type EntityType = 'User' | 'Group' | 'Role' | 'LocalManagedPolicy' | 'AWSManagedPolicy';

interface Input extends PageInput {
  Filter?: EntityType[];
}

/** What IAM shows of anything that carries policies, documents percent-encoded. */
const carried = (state: State, { path, createDate, attached, inline, boundary, tags }: Entity) => ({
  common: {
    Path: path,
    CreateDate: createDate,
    AttachedManagedPolicies: attached.map((arn) => ({
      PolicyName: state.policies.get(arn).name,
      PolicyArn: arn,
    })),
  },
  own: {
    ...(boundary && { PermissionsBoundary: boundaryOut(boundary) }),
    ...(tags.size > 0 && { Tags: tagsOut(tags) }),
  },
  inline: [...inline].map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encodeURIComponent(document),
  })),
});

const userDetail = (state: State, user: User) => {
  const { common, own, inline } = carried(state, user);
  const groups = user.groupIds.flatMap((id) => state.groups.byId(id)?.name ?? []);
  return {
    ...common,
    ...own,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(user),
    UserPolicyList: inline,
    GroupList: groups,
  };
};

const groupDetail = (state: State, group: Group) => {
  const { common, inline } = carried(state, group);
  return {
    ...common,
    GroupName: group.name,
    GroupId: group.id,
    Arn: groupArn(group),
    GroupPolicyList: inline,
  };
};

const roleDetail = (state: State, role: Role) => {
  const { common, own, inline } = carried(state, role);
  return {
    ...common,
    ...own,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(role),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    InstanceProfileList: [],
    RolePolicyList: inline,
  };
};

const policyDetail = (state: State, policy: ManagedPolicy, accountId: string) => ({
  ...listed(state, policy, accountId),
  PolicyVersionList: [versionOut(policy)],
});

type Item = { type: EntityType; name: string; detail: object };

const items = (state: State, accountId: string): Item[] => {
  const local = state.policies.of(accountId);
  const ofAws = state.policies.ofAws().map((policy) => policyDetail(state, policy, accountId));
  const inUse = ofAws.filter((each) => each.AttachmentCount + each.PermissionsBoundaryUsageCount > 0);
  return [
    ...state.users
      .of(accountId)
      .map((user): Item => ({ type: 'User', name: user.name, detail: userDetail(state, user) })),
    ...state.groups
      .of(accountId)
      .map((group): Item => ({ type: 'Group', name: group.name, detail: groupDetail(state, group) })),
    ...state.roles
      .of(accountId)
      .map((role): Item => ({ type: 'Role', name: role.name, detail: roleDetail(state, role) })),
    ...local.map((policy): Item => {
      const detail = policyDetail(state, policy, accountId);
      return { type: 'LocalManagedPolicy', name: policy.arn, detail };
    }),
    ...inUse.map((detail): Item => ({ type: 'AWSManagedPolicy', name: detail.Arn, detail })),
  ];
};

const of = (shown: readonly Item[], ...types: EntityType[]) =>
  shown.filter(({ type }) => types.includes(type)).map(({ detail }) => detail);

/**
 * GetAccountAuthorizationDetails: every user, group, role and managed policy in use with its documents, page by page.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountDetailsOperations = (state: State): Record<string, Operation> => ({
  GetAccountAuthorizationDetails: {
    readOnly: true,
    run({ Filter = [], ...paging }: Input, { caller }) {
      const all = items(state, caller.accountId).filter(
        ({ type }) => Filter.length === 0 || Filter.includes(type),
      );
      const { shown, ...rest } = page(all, ({ type, name }) => `${type} ${name}`, paging);
      return {
        UserDetailList: of(shown, 'User'),
        GroupDetailList: of(shown, 'Group'),
        RoleDetailList: of(shown, 'Role'),
        Policies: of(shown, 'LocalManagedPolicy', 'AWSManagedPolicy'),
        ...rest,
      };
    },
  },
});
