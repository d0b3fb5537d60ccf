import type { Operation, Shape } from '../contract.ts';
import { parsePolicy } from '../policy/document.ts';
import { policyArn } from './arns.ts';
import type { Entity, ManagedPolicy } from './entities.ts';
import { accessDenied, alreadyExists, deleteConflict, noSuchEntity } from './errors.ts';
import { checkName, checkPath } from './names.ts';
import { type PageInput, page } from './pages.ts';
import { checkManaged } from './quotas.ts';
import type { State } from './state.ts';
import { requestTags, type Tag, tagsFrom, tagsOut } from './tags.ts';
import { newUniqueId, toSecond } from './unique-id.ts';

interface CreateInput {
  PolicyName: string;
  PolicyDocument: string;
  Path?: string;
  Description?: string;
  Tags?: Tag[];
}

/** Every user, role and group of the account. */
const holders = (state: State, accountId: string): Entity[] =>
  [state.users, state.roles, state.groups].flatMap((all): Entity[] => all.of(accountId));

/** As ListPolicies shows it. */
export const listed = (state: State, policy: ManagedPolicy, accountId: string) => {
  const all = holders(state, accountId);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.version,
    AttachmentCount: all.filter(({ attached }) => attached.includes(policy.arn)).length,
    PermissionsBoundaryUsageCount: all.filter(({ boundary }) => boundary === policy.arn).length,
    IsAttachable: true,
    CreateDate: policy.createDate,
    UpdateDate: policy.createDate,
  };
};

/** The one version that a policy has, its document percent-encoded. */
export const versionOut = (policy: ManagedPolicy) => ({
  Document: encodeURIComponent(policy.document),
  VersionId: policy.version,
  IsDefaultVersion: true,
  CreateDate: policy.createDate,
});

const aboutPolicy: Pick<Operation, 'resources'> = { resources: (input: Shape) => [input.PolicyArn] };

/** CreatePolicy, GetPolicy, GetPolicyVersion, ListPolicies and DeletePolicy; a policy has one version. */
export const policyOperations = (state: State): Record<string, Operation> => ({
  CreatePolicy: {
    readOnly: false,
    resources: ({ Path, PolicyName }, { caller }) => [policyArn(caller.accountId, Path ?? '/', PolicyName)],
    conditions: (input) => requestTags(input.Tags),
    run(input: CreateInput, { caller, now }) {
      const [name, path] = [checkName('policy', input.PolicyName), checkPath(input.Path)];
      parsePolicy(input.PolicyDocument, 'identity');
      checkManaged(input.PolicyDocument);
      const taken = state.policies
        .of(caller.accountId)
        .some((other) => other.name.toLowerCase() === name.toLowerCase());
      if (taken)
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      const policy: ManagedPolicy = {
        arn: policyArn(caller.accountId, path, name),
        id: newUniqueId('policy'),
        name,
        path,
        accountId: caller.accountId,
        description: input.Description ?? '',
        version: 'v1',
        document: input.PolicyDocument,
        createDate: toSecond(now),
        tags: tagsFrom(input.Tags),
      };
      state.policies.set(policy);
      return { Policy: listed(state, policy, caller.accountId) };
    },
  },
  GetPolicy: {
    readOnly: true,
    ...aboutPolicy,
    run({ PolicyArn }: { PolicyArn: string }, { caller }) {
      const policy = state.policies.get(PolicyArn);
      const { description: Description, tags } = policy;
      return { Policy: { ...listed(state, policy, caller.accountId), Description, Tags: tagsOut(tags) } };
    },
  },
  GetPolicyVersion: {
    readOnly: true,
    ...aboutPolicy,
    run({ PolicyArn, VersionId }: { PolicyArn: string; VersionId: string }) {
      const policy = state.policies.get(PolicyArn);
      if (policy.version !== VersionId) {
        throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
      }
      return { PolicyVersion: versionOut(policy) };
    },
  },
  ListPolicies: {
    readOnly: true,
    resources: (_, { caller }) => [policyArn(caller.accountId, '/', '*')],
    run(input: PageInput & { Scope?: string; OnlyAttached?: boolean; PathPrefix?: string }, { caller }) {
      const { Scope = 'All', OnlyAttached = false, PathPrefix = '/' } = input;
      const ofAws = Scope === 'Local' ? [] : state.policies.ofAws();
      const own = Scope === 'AWS' ? [] : state.policies.of(caller.accountId);
      const all = [...ofAws, ...own]
        .filter(({ path }) => path.startsWith(PathPrefix))
        .map((policy) => listed(state, policy, caller.accountId))
        .filter(({ AttachmentCount }) => !OnlyAttached || AttachmentCount > 0);
      const { shown, ...rest } = page(all, ({ Arn }) => Arn, input);
      return { Policies: shown, ...rest };
    },
  },
  DeletePolicy: {
    readOnly: false,
    ...aboutPolicy,
    run({ PolicyArn }: { PolicyArn: string }, { caller }) {
      const policy = state.policies.get(PolicyArn);
      if (policy.accountId !== caller.accountId) {
        throw accessDenied(
          `User: ${caller.arn} is not authorized to perform: iam:DeletePolicy on resource: policy ${PolicyArn}`,
        );
      }
      const { AttachmentCount, PermissionsBoundaryUsageCount } = listed(state, policy, caller.accountId);
      if (AttachmentCount + PermissionsBoundaryUsageCount > 0) {
        throw deleteConflict('Cannot delete a policy attached to entities.');
      }
      state.policies.delete(policy);
      return {};
    },
  },
});
