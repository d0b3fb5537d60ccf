import { guardTag } from '#lib/credential/guard-tag.ts';
import { each, onUsersAndRoles, ourOrganization, type Question, type Things } from './question.ts';

export const credentials = ({ users }: Things): Question[] =>
  each(
    [
      'iam:CreateAccessKey',
      'iam:DeleteAccessKey',
      'iam:CreateLoginProfile',
      'iam:UpdateLoginProfile',
      'iam:DeleteLoginProfile',
      'iam:CreateServiceSpecificCredential',
      'iam:ResetServiceSpecificCredential',
      'iam:DeleteServiceSpecificCredential',
      'iam:UploadSigningCertificate',
      'iam:UploadSSHPublicKey',
      'iam:DeactivateMFADevice',
      'iam:EnableMFADevice',
      'iam:ChangePassword',
    ],
    users,
  );

export const principals = ({ iam, users, roles, ours }: Things): Question[] => [
  ...each(['iam:CreateUser', 'iam:DeleteUser', 'iam:UpdateUser'], users),
  ...each(
    ['iam:CreateRole', 'iam:DeleteRole', 'iam:UpdateRole', 'iam:UpdateAssumeRolePolicy', 'iam:PassRole'],
    [...roles, ...ours],
  ),
  ...each(['iam:AddUserToGroup', 'iam:RemoveUserFromGroup', 'iam:CreateGroup'], [iam('group/all')]),
  ...each(['iam:AddRoleToInstanceProfile', 'iam:CreateInstanceProfile'], [iam('instance-profile/app')]),
  ...each(['iam:CreateSAMLProvider', 'iam:UpdateSAMLProvider'], [iam('saml-provider/idp')]),
  ...each(['iam:CreateServiceLinkedRole'], [iam('role/aws-service-role/x.amazonaws.com/x')]),
];

export const policies = (things: Things): Question[] => {
  const { iam, users, ours, otherPolicies } = things;
  const without = [undefined, ...otherPolicies.map((arn) => ({ 'iam:PolicyARN': arn }))];
  const boundaries = otherPolicies.map((arn) => ({ 'iam:PermissionsBoundary': arn }));
  const [attach, detach] = [
    onUsersAndRoles('Attach', 'Policy', things),
    onUsersAndRoles('Detach', 'Policy', things),
  ];
  const [bound, unbound] = [
    onUsersAndRoles('Put', 'PermissionsBoundary', things),
    onUsersAndRoles('Delete', 'PermissionsBoundary', things),
  ];
  return [
    ...without.flatMap((context) => [...attach(context), ...detach(context)]),
    ...[undefined, ...boundaries].flatMap((context) => [...bound(context), ...unbound(context)]),
    ...each(['iam:PutUserPolicy', 'iam:DeleteUserPolicy'], users),
    ...each(['iam:PutRolePolicy', 'iam:DeleteRolePolicy'], ours),
    ...each(['iam:PutGroupPolicy', 'iam:AttachGroupPolicy', 'iam:DetachGroupPolicy'], [iam('group/all')]),
    ...each(
      [
        'iam:CreatePolicy',
        'iam:CreatePolicyVersion',
        'iam:SetDefaultPolicyVersion',
        'iam:DeletePolicy',
        'iam:DeletePolicyVersion',
      ],
      [iam('policy/shop')],
    ),
  ];
};

export const tags = ({ users, roles }: Things): Question[] => [
  ...each(['iam:TagUser', 'iam:UntagUser'], users, { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'x' }),
  ...each(['iam:TagRole', 'iam:UntagRole'], roles, { 'aws:TagKeys': [guardTag.key, 'team'] }),
];

/** Roles of other accounts, and our own. */
export const otherRoles = ({ roles, ours }: Things): Question[] => [
  ...each(['sts:AssumeRole', 'sts:TagSession'], [...roles, ...ours.slice(0, 4)], ourOrganization),
  ...each(
    ['sts:AssumeRole', 'sts:TagSession'],
    [
      'arn:aws:iam::444455556666:role/OrganizationAccountAccessRole',
      'arn:aws:iam::444455556666:role/tourniquet-member-admin',
      'arn:aws:iam::444455556666:role/teams/tourniquet-member',
      'arn:aws:iam::444455556666:role/tourniquet-contain',
    ],
    ourOrganization,
  ),
  ...['', '-read', '-revoke'].flatMap((end) =>
    each(['sts:AssumeRole'], [`arn:aws:iam::444455556666:role/tourniquet-member${end}`], {
      'aws:ResourceOrgID': 'o-strangers00',
    }),
  ),
  ...each(['sts:AssumeRoot', 'sts:GetFederationToken'], ['*']),
];
