import { answered, asked } from '../meaning/request.ts';
import { type MakingTable, owned, thing } from './row.ts';

const directoryUser = thing('directory user', null, answered('user.userId'), answered('userId'));
const directoryGroup = thing(
  'directory group',
  'AWS::IdentityStore::Group',
  answered('group.groupId'),
  answered('groupId'),
);
const iotCertificate = thing('IoT certificate', 'AWS::IoT::Certificate', answered('certificateId'));

/**
 * Doors for identities from elsewhere, and whole accounts. The console of Identity Center speaks sso-directory, the API
 * identitystore (records of both: TrailDiscover, AWS's security guide of Organizations; the rest API references).
 * An account is known by the id of its request: CloudTrail masks its name, and its own id comes later in a record of
 * the service.
 */
export const federation: MakingTable = {
  'iam:CreateOpenIDConnectProvider': thing(
    'OIDC provider',
    'AWS::IAM::OIDCProvider',
    answered('openIDConnectProviderArn'),
    asked('url'),
  ),
  'iam:CreateSAMLProvider': thing(
    'SAML provider',
    'AWS::IAM::SAMLProvider',
    answered('sAMLProviderArn'),
    asked('name'),
  ),
  'rolesanywhere:CreateTrustAnchor': thing(
    'trust anchor',
    'AWS::RolesAnywhere::TrustAnchor',
    answered('trustAnchor.trustAnchorId'),
    asked('name'),
  ),
  'rolesanywhere:CreateProfile': thing(
    'Anywhere profile',
    'AWS::RolesAnywhere::Profile',
    answered('profile.profileId'),
    asked('name'),
  ),
  // Its answer is `IN_PROGRESS`: whether access was given comes in no record of the caller.
  'sso:CreateAccountAssignment': {
    ...owned(
      thing('account assignment', 'AWS::SSO::Assignment', asked('principalId')),
      'account',
      asked('targetId'),
    ),
    touches: true,
  },
  'sso:CreatePermissionSet': thing(
    'permission set',
    'AWS::SSO::PermissionSet',
    answered('permissionSet.permissionSetArn'),
    asked('name'),
  ),
  'sso-directory:CreateUser': directoryUser,
  'identitystore:CreateUser': directoryUser,
  'sso-directory:CreateGroup': directoryGroup,
  'identitystore:CreateGroup': directoryGroup,
  'sso-directory:AddMemberToGroup': owned(
    thing('directory member', 'AWS::IdentityStore::GroupMembership', asked('member.memberId')),
    'directory group',
    asked('groupId'),
  ),
  'identitystore:CreateGroupMembership': owned(
    thing(
      'directory member',
      'AWS::IdentityStore::GroupMembership',
      answered('membershipId'),
      asked('memberId.userId'),
    ),
    'directory group',
    asked('groupId'),
  ),
  'organizations:CreateAccount': thing(
    'account',
    'AWS::Organizations::Account',
    answered('createAccountStatus.accountId'),
    answered('createAccountStatus.id'),
  ),
  'organizations:InviteAccountToOrganization': owned(
    thing('invitation', null, answered('handshake.id')),
    'account',
    asked('target.id'),
  ),
  'organizations:CreateOrganizationalUnit': thing(
    'organizational unit',
    'AWS::Organizations::OrganizationalUnit',
    answered('organizationalUnit.id'),
    asked('name'),
  ),
  'organizations:CreatePolicy': thing(
    'organization policy',
    'AWS::Organizations::Policy',
    answered('policy.policySummary.id'),
    asked('name'),
  ),
  'cognito-identity:CreateIdentityPool': thing(
    'identity pool',
    'AWS::Cognito::IdentityPool',
    answered('identityPoolId'),
    asked('identityPoolName'),
  ),
  'cognito-idp:CreateUserPool': thing(
    'user pool',
    'AWS::Cognito::UserPool',
    answered('userPool.id'),
    asked('poolName'),
  ),
  'iot:CreateRoleAlias': thing(
    'role alias',
    'AWS::IoT::RoleAlias',
    answered('roleAlias'),
    asked('roleAlias'),
  ),
  // The answer holds the private key as well.
  'iot:CreateKeysAndCertificate': iotCertificate,
  'iot:CreateCertificateFromCsr': iotCertificate,
  'iot:RegisterCertificate': iotCertificate,
  'iot:CreatePolicy': thing('IoT policy', 'AWS::IoT::Policy', answered('policyName'), asked('policyName')),
  'iot:CreateThing': {
    ...thing('IoT thing', 'AWS::IoT::Thing', answered('thingName'), asked('thingName')),
    mayHaveStood: true,
  },
};
