import { owned } from '../making/row.ts';
import { asked } from '../meaning/request.ts';
import { type RemovingTable, removal } from './row.ts';

const directoryUser = removal('directory user', asked('userId'));
const directoryGroup = removal('directory group', asked('groupId'));

/**
 * What an account assignment is takes three names, so that of DeleteAccountAssignment nobody could tell by one which it
 * took away. A closed account is only suspended.
 */
export const federation: RemovingTable = {
  'iam:DeleteOpenIDConnectProvider': removal('OIDC provider', asked('openIDConnectProviderArn')),
  'iam:DeleteSAMLProvider': removal('SAML provider', asked('sAMLProviderArn')),
  'rolesanywhere:DeleteTrustAnchor': removal('trust anchor', asked('trustAnchorId')),
  'rolesanywhere:DeleteProfile': removal('Anywhere profile', asked('profileId')),
  'sso:DeletePermissionSet': removal('permission set', asked('permissionSetArn')),
  'sso-directory:DeleteUser': directoryUser,
  'identitystore:DeleteUser': directoryUser,
  'sso-directory:DeleteGroup': directoryGroup,
  'identitystore:DeleteGroup': directoryGroup,
  'sso-directory:RemoveMemberFromGroup': owned(
    removal('directory member', asked('member.memberId')),
    'directory group',
    asked('groupId'),
  ),
  'identitystore:DeleteGroupMembership': removal('directory member', asked('membershipId')),
  'organizations:CancelHandshake': removal('invitation', asked('handshakeId')),
  'organizations:DeleteOrganizationalUnit': removal('organizational unit', asked('organizationalUnitId')),
  'organizations:DeletePolicy': removal('organization policy', asked('policyId')),
  'cognito-identity:DeleteIdentityPool': removal('identity pool', asked('identityPoolId')),
  'cognito-idp:DeleteUserPool': removal('user pool', asked('userPoolId')),
  'iot:DeleteRoleAlias': removal('role alias', asked('roleAlias')),
  'iot:DeleteCertificate': removal('IoT certificate', asked('certificateId')),
  'iot:DeletePolicy': removal('IoT policy', asked('policyName')),
  'iot:DeleteThing': removal('IoT thing', asked('thingName')),
};
