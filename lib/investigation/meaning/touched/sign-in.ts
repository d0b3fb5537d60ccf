import { asked, askedFor } from '../request.ts';
import { accountId, type Touching } from './command.ts';

const role = [asked('roleName')];
const user = [asked('userName')];

/** Boundaries, passwords, second factors, keys and trust in others: what guards who may sign in. */
export const signIn: Readonly<Record<string, Touching>> = {
  'iam:DeleteUserPermissionsBoundary': {
    kind: 'boundary of a user',
    id: user,
    review: 'aws iam get-user --user-name {id}',
  },
  'iam:PutUserPermissionsBoundary': {
    kind: 'boundary of a user',
    id: user,
    review: 'aws iam get-user --user-name {id}',
  },
  'iam:DeleteRolePermissionsBoundary': {
    kind: 'boundary of a role',
    id: role,
    review: 'aws iam get-role --role-name {id}',
  },
  'iam:PutRolePermissionsBoundary': {
    kind: 'boundary of a role',
    id: role,
    review: 'aws iam get-role --role-name {id}',
  },
  // The old password is nowhere: only its owner can set another one.
  'iam:UpdateLoginProfile': {
    kind: 'console password',
    id: user,
    review: 'aws iam get-login-profile --user-name {id}',
  },
  'iam:DeleteLoginProfile': {
    kind: 'console password',
    id: user,
    review: 'aws iam get-login-profile --user-name {id}',
  },
  'iam:DeactivateMFADevice': {
    kind: 'second factor',
    id: user,
    review: 'aws iam list-mfa-devices --user-name {id}',
  },
  'iam:EnableMFADevice': {
    kind: 'second factor',
    id: user,
    with: { device: asked('serialNumber') },
    review: 'aws iam list-mfa-devices --user-name {id}',
    revert: 'aws iam deactivate-mfa-device --user-name {id} --serial-number {device}',
  },
  // A key that the thief switched off is not switched on here: it may be the leaked one.
  'iam:UpdateAccessKey': {
    kind: 'access key of a user',
    id: user,
    with: { key: asked('accessKeyId') },
    review: 'aws iam list-access-keys --user-name {id}',
    revert: (detail) =>
      askedFor(detail)['status'] === 'Active'
        ? 'aws iam update-access-key --user-name {id} --access-key-id {key} --status Inactive'
        : null,
  },
  'iam:UpdateSAMLProvider': {
    kind: 'identity provider',
    id: [asked('sAMLProviderArn')],
    review: 'aws iam get-saml-provider --saml-provider-arn {id}',
  },
  'iam:UpdateOpenIDConnectProviderThumbprint': {
    kind: 'identity provider',
    id: [asked('openIDConnectProviderArn')],
    review: 'aws iam get-open-id-connect-provider --open-id-connect-provider-arn {id}',
  },
  'iam:AddClientIDToOpenIDConnectProvider': {
    kind: 'identity provider',
    id: [asked('openIDConnectProviderArn')],
    with: { client: asked('clientID') },
    review: 'aws iam get-open-id-connect-provider --open-id-connect-provider-arn {id}',
    revert:
      'aws iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn {id} --client-id {client}',
  },
  'iam:UpdateAccountPasswordPolicy': {
    kind: 'password policy',
    id: ['recipientAccountId'],
    review: 'aws iam get-account-password-policy',
  },
  'iam:DeleteAccountPasswordPolicy': {
    kind: 'password policy',
    id: ['recipientAccountId'],
    review: 'aws iam get-account-password-policy',
  },
  'sso:CreateAccountAssignment': {
    kind: 'access through Identity Center',
    id: [asked('targetId')],
    with: {
      instance: asked('instanceArn'),
      set: asked('permissionSetArn'),
      type: { at: [asked('principalType')], shape: /^(?:USER|GROUP)$/ },
      principal: asked('principalId'),
      target: { at: [asked('targetId')], shape: accountId },
    },
    review:
      'aws sso-admin list-account-assignments --region {region} --instance-arn {instance} --account-id {target} --permission-set-arn {set}',
    revert:
      'aws sso-admin delete-account-assignment --region {region} --instance-arn {instance} --target-id {target} --target-type AWS_ACCOUNT --permission-set-arn {set} --principal-type {type} --principal-id {principal}',
  },
  'organizations:LeaveOrganization': {
    kind: 'organization',
    id: ['recipientAccountId', 'userIdentity.accountId'],
    review: 'aws organizations describe-organization',
  },
};
