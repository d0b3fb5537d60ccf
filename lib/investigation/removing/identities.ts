import { owned } from '../making/row.ts';
import { asked } from '../meaning/request.ts';
import { type RemovingTable, removal } from './row.ts';

const attached = removal('attached policy', asked('policyArn'));
const inline = removal('inline policy', asked('policyName'));
const user = asked('userName');
const role = asked('roleName');
const group = asked('groupName');

/** DeleteServiceLinkedRole only hands in a request, which may be refused: what it names stays told. */
export const identities: RemovingTable = {
  'iam:DeleteUser': removal('user', user),
  'iam:DeleteAccessKey': removal('access key', asked('accessKeyId')),
  'iam:DeleteLoginProfile': removal('console login', user),
  'iam:DeleteServiceSpecificCredential': removal('service credential', asked('serviceSpecificCredentialId')),
  'iam:DeleteSSHPublicKey': removal('SSH key', asked('sSHPublicKeyId')),
  'iam:DeleteSigningCertificate': removal('signing certificate', asked('certificateId')),
  'iam:DeleteVirtualMFADevice': removal('MFA device', asked('serialNumber')),
  'iam:DeleteRole': removal('role', role),
  'iam:DetachUserPolicy': owned(attached, 'user', user),
  'iam:DetachRolePolicy': owned(attached, 'role', role),
  'iam:DetachGroupPolicy': owned(attached, 'group', group),
  'iam:DeleteUserPolicy': owned(inline, 'user', user),
  'iam:DeleteRolePolicy': owned(inline, 'role', role),
  'iam:DeleteGroupPolicy': owned(inline, 'group', group),
  'iam:RemoveUserFromGroup': owned(removal('group membership', group), 'user', user),
  'iam:DeletePolicy': removal('policy', asked('policyArn')),
  'iam:DeletePolicyVersion': owned(
    removal('policy version', asked('versionId')),
    'policy',
    asked('policyArn'),
  ),
  'iam:DeleteGroup': removal('group', group),
  'iam:DeleteInstanceProfile': removal('instance profile', asked('instanceProfileName')),
  'iam:RemoveRoleFromInstanceProfile': owned(
    removal('profile role', role),
    'instance profile',
    asked('instanceProfileName'),
  ),
  'iam:DeleteServerCertificate': removal('server certificate', asked('serverCertificateName')),
};
