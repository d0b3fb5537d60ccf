import { isHolding } from '../holding.ts';
import { answered, asked, askedFor } from '../request.ts';
import type { Touching } from './command.ts';

const role = [asked('roleName')];
const user = [asked('userName')];
const group = [asked('groupName')];
const policy = { policy: asked('policyArn') };
const inline = { policy: asked('policyName') };

/** IAM is one for the whole account: no Region stands in its commands. */
export const identities: Readonly<Record<string, Touching>> = {
  'iam:UpdateAssumeRolePolicy': {
    kind: 'trust policy',
    id: role,
    review: 'aws iam get-role --role-name {id}',
  },
  'iam:AttachRolePolicy': {
    kind: 'rights of a role',
    id: role,
    with: policy,
    when: (detail) => !isHolding(detail),
    review: 'aws iam list-attached-role-policies --role-name {id}',
    revert: 'aws iam detach-role-policy --role-name {id} --policy-arn {policy}',
  },
  'iam:AttachUserPolicy': {
    kind: 'rights of a user',
    id: user,
    with: policy,
    when: (detail) => !isHolding(detail),
    review: 'aws iam list-attached-user-policies --user-name {id}',
    revert: 'aws iam detach-user-policy --user-name {id} --policy-arn {policy}',
  },
  'iam:AttachGroupPolicy': {
    kind: 'rights of a group',
    id: group,
    with: policy,
    when: (detail) => !isHolding(detail),
    review: 'aws iam list-attached-group-policies --group-name {id}',
    revert: 'aws iam detach-group-policy --group-name {id} --policy-arn {policy}',
  },
  'iam:DetachRolePolicy': {
    kind: 'rights of a role',
    id: role,
    with: policy,
    review: 'aws iam list-attached-role-policies --role-name {id}',
    revert: 'aws iam attach-role-policy --role-name {id} --policy-arn {policy}',
  },
  'iam:DetachUserPolicy': {
    kind: 'rights of a user',
    id: user,
    with: policy,
    review: 'aws iam list-attached-user-policies --user-name {id}',
    revert: 'aws iam attach-user-policy --user-name {id} --policy-arn {policy}',
  },
  // A policy of the same name may have stood there before: the record does not say, so deleting it is no way back.
  'iam:PutRolePolicy': {
    kind: 'rights of a role',
    id: role,
    with: inline,
    review: 'aws iam get-role-policy --role-name {id} --policy-name {policy}',
  },
  'iam:PutUserPolicy': {
    kind: 'rights of a user',
    id: user,
    with: inline,
    review: 'aws iam get-user-policy --user-name {id} --policy-name {policy}',
  },
  'iam:PutGroupPolicy': {
    kind: 'rights of a group',
    id: group,
    with: inline,
    review: 'aws iam get-group-policy --group-name {id} --policy-name {policy}',
  },
  'iam:DeleteRolePolicy': {
    kind: 'rights of a role',
    id: role,
    review: 'aws iam list-role-policies --role-name {id}',
  },
  'iam:DeleteUserPolicy': {
    kind: 'rights of a user',
    id: user,
    review: 'aws iam list-user-policies --user-name {id}',
  },
  'iam:AddUserToGroup': {
    kind: 'membership of a user',
    id: user,
    with: { group: asked('groupName') },
    review: 'aws iam list-groups-for-user --user-name {id}',
    revert: 'aws iam remove-user-from-group --user-name {id} --group-name {group}',
  },
  'iam:RemoveUserFromGroup': {
    kind: 'membership of a user',
    id: user,
    with: { group: asked('groupName') },
    review: 'aws iam list-groups-for-user --user-name {id}',
    revert: 'aws iam add-user-to-group --user-name {id} --group-name {group}',
  },
  'iam:CreatePolicyVersion': {
    kind: 'policy',
    id: [asked('policyArn')],
    with: { version: answered('policyVersion.versionId') },
    review: 'aws iam list-policy-versions --policy-arn {id}',
    // The default version cannot be deleted, and the record does not say which one was it before.
    revert: (detail) =>
      askedFor(detail)['setAsDefault'] !== true
        ? 'aws iam delete-policy-version --policy-arn {id} --version-id {version}'
        : null,
  },
  'iam:SetDefaultPolicyVersion': {
    kind: 'policy',
    id: [asked('policyArn')],
    review: 'aws iam list-policy-versions --policy-arn {id}',
  },
  'iam:AddRoleToInstanceProfile': {
    kind: 'instance profile',
    id: [asked('instanceProfileName')],
    with: { role: asked('roleName') },
    review: 'aws iam get-instance-profile --instance-profile-name {id}',
    revert: 'aws iam remove-role-from-instance-profile --instance-profile-name {id} --role-name {role}',
  },
};
