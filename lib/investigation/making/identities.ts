import { answered, asked } from '../meaning/request.ts';
import { type Making, type MakingTable, owned, thing } from './row.ts';

const user = asked('userName');
const role = asked('roleName');
const group = asked('groupName');
const attached = thing('attached policy', null, asked('policyArn'));
// It writes the policy of that name, or over it.
const inline = (type: string): Making => ({
  ...thing('inline policy', type, asked('policyName')),
  mayHaveStood: true,
  touches: true,
});

/**
 * Who can act, with what, and what they may (IAM API reference; answers seen in recordings of Stratus Red Team and of
 * Invictus). IAM refuses to create what stands; what is attached or added may have been so before.
 */
export const identities: MakingTable = {
  'iam:CreateUser': thing('user', 'AWS::IAM::User', answered('user.userName'), user),
  'iam:CreateAccessKey': owned(
    thing('access key', 'AWS::IAM::AccessKey', answered('accessKey.accessKeyId')),
    'user',
    answered('accessKey.userName'),
    user,
  ),
  'iam:CreateLoginProfile': thing('console login', null, answered('loginProfile.userName'), user),
  'iam:UpdateLoginProfile': thing('new password', null, user),
  'iam:CreateServiceSpecificCredential': owned(
    thing('service credential', null, answered('serviceSpecificCredential.serviceSpecificCredentialId')),
    'user',
    answered('serviceSpecificCredential.userName'),
    user,
  ),
  'iam:UploadSSHPublicKey': owned(
    thing('SSH key', null, answered('sSHPublicKey.sSHPublicKeyId')),
    'user',
    answered('sSHPublicKey.userName'),
    user,
  ),
  'iam:UploadSigningCertificate': owned(
    thing('signing certificate', null, answered('certificate.certificateId')),
    'user',
    answered('certificate.userName'),
    user,
  ),
  // Beside its serial number the answer holds the seed of its codes.
  'iam:CreateVirtualMFADevice': thing(
    'MFA device',
    'AWS::IAM::VirtualMFADevice',
    answered('virtualMFADevice.serialNumber'),
    asked('virtualMFADeviceName'),
  ),
  'iam:CreateRole': thing('role', 'AWS::IAM::Role', answered('role.roleName'), role),
  'iam:CreateServiceLinkedRole': thing(
    'service-linked role',
    'AWS::IAM::ServiceLinkedRole',
    answered('role.roleName'),
  ),
  'iam:AttachUserPolicy': owned(attached, 'user', user),
  'iam:AttachRolePolicy': owned(attached, 'role', role),
  'iam:AttachGroupPolicy': owned(attached, 'group', group),
  'iam:PutUserPolicy': owned(inline('AWS::IAM::UserPolicy'), 'user', user),
  'iam:PutRolePolicy': owned(inline('AWS::IAM::RolePolicy'), 'role', role),
  'iam:PutGroupPolicy': owned(inline('AWS::IAM::GroupPolicy'), 'group', group),
  'iam:AddUserToGroup': owned(thing('group membership', null, group), 'user', user),
  'iam:CreatePolicy': thing('policy', 'AWS::IAM::ManagedPolicy', answered('policy.arn'), asked('policyName')),
  'iam:CreatePolicyVersion': owned(
    thing('policy version', null, answered('policyVersion.versionId')),
    'policy',
    asked('policyArn'),
  ),
  'iam:CreateGroup': thing('group', 'AWS::IAM::Group', answered('group.groupName'), group),
  'iam:CreateInstanceProfile': thing(
    'instance profile',
    'AWS::IAM::InstanceProfile',
    answered('instanceProfile.instanceProfileName'),
    asked('instanceProfileName'),
  ),
  'iam:AddRoleToInstanceProfile': owned(
    thing('profile role', null, role),
    'instance profile',
    asked('instanceProfileName'),
  ),
  'iam:UploadServerCertificate': thing(
    'server certificate',
    'AWS::IAM::ServerCertificate',
    answered('serverCertificateMetadata.serverCertificateName'),
    asked('serverCertificateName'),
  ),
};
