import { guardTag } from '#lib/credential/guard-tag.ts';
import { home } from '../templates/member-account.ts';
import { restorableBoundaries } from './everything-deployed.ts';

/** Something that somebody who holds a role might ask of AWS. */
export interface Question {
  action: string;
  on: string;
  /** Keys of the request, such as which policy is attached. */
  context?: Record<string, string | string[]>;
}

const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const denyAll = managed('AWSDenyAll');
const ourOrganization = { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' };

/** The same action on each of some things. */
const each = (actions: readonly string[], on: readonly string[], context?: Question['context']): Question[] =>
  actions.flatMap((action) => on.map((one) => ({ action, on: one, ...(context && { context }) })));

const rolesOfOurs = (accountId: string): string[] =>
  accountId === home
    ? [
        'contain',
        'restore',
        'revoke-sessions',
        'investigate',
        'receive-webhook',
        'publish-incident',
        'remind',
      ]
    : ['member', 'member-read', 'member-revoke'];

/** Things in an account: whoever holds a role there asks about them. */
const thingsIn = (accountId: string) => {
  const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
  const at = (service: string, resource: string) =>
    `arn:aws:${service}:eu-central-1:${accountId}:${resource}`;
  return {
    iam,
    at,
    users: [iam('user/ci'), iam('user/teams/shop/deploy')],
    roles: [iam('role/app'), iam('role/teams/shop/app')],
    ours: rolesOfOurs(accountId).map((name) => iam(`role/tourniquet-${name}`)),
    // One of the account that is called as that of AWS, too.
    otherPolicies: [
      managed('AdministratorAccess'),
      managed('AWSCompromisedKeyQuarantineV3'),
      iam('policy/AWSDenyAll'),
    ],
  };
};

const onUsersAndRoles =
  (verb: string, what: string, { users, roles }: ReturnType<typeof thingsIn>) =>
  (context?: Question['context']): Question[] => [
    ...each([`iam:${verb}User${what}`], users, context),
    ...each([`iam:${verb}Role${what}`], roles, context),
  ];

const credentials = ({ users }: ReturnType<typeof thingsIn>): Question[] =>
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

const principals = ({ iam, users, roles, ours }: ReturnType<typeof thingsIn>): Question[] => [
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

const policies = (things: ReturnType<typeof thingsIn>): Question[] => {
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

const tags = ({ users, roles }: ReturnType<typeof thingsIn>): Question[] => [
  ...each(['iam:TagUser', 'iam:UntagUser'], users, { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'x' }),
  ...each(['iam:TagRole', 'iam:UntagRole'], roles, { 'aws:TagKeys': [guardTag.key, 'team'] }),
];

/** Roles of other accounts, and our own. */
const otherRoles = ({ roles, ours }: ReturnType<typeof thingsIn>): Question[] => [
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

const data = ({ at }: ReturnType<typeof thingsIn>): Question[] => [
  ...each(
    ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'],
    [
      at('secretsmanager', 'secret:shop/database-AbCdEf'),
      at('secretsmanager', 'secret:tourniquet/other-AbCdEf'),
    ],
  ),
  ...each(['s3:GetObject', 's3:ListBucket', 's3:PutObject'], ['arn:aws:s3:::shop/orders.csv']),
  ...each(
    [
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:GetObject',
      's3:PutObjectRetention',
      's3:BypassGovernanceRetention',
    ],
    ['arn:aws:s3:::tourniquet-evidence/AKIA-1/report.html'],
  ),
  ...each(
    ['s3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutLifecycleConfiguration'],
    ['arn:aws:s3:::tourniquet-evidence'],
  ),
  ...each(
    ['dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:UpdateTable', 'dynamodb:BatchWriteItem'],
    [at('dynamodb', 'table/tourniquet-incidents')],
  ),
  ...each(['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'], [at('dynamodb', 'table/orders')]),
  ...each(
    ['kms:Sign', 'kms:Decrypt', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'],
    [at('kms', 'key/0000')],
  ),
  ...each(['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy'], [at('kms', 'key/evidence')]),
  ...each(['sqs:PurgeQueue', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes'], [at('sqs', 'tourniquet-signals')]),
  ...each(['sqs:SendMessage', 'sqs:ReceiveMessage'], [at('sqs', 'orders')]),
  ...each(['sns:DeleteTopic', 'sns:Subscribe', 'sns:SetTopicAttributes'], [at('sns', 'tourniquet-pages')]),
  ...each(['sns:Publish'], [at('sns', 'orders')]),
  ...each(['ses:SendEmail'], [at('ses', 'identity/company.example')], {
    'ses:FromAddress': 'ceo@company.example',
  }),
];

const machinery = ({ at }: ReturnType<typeof thingsIn>): Question[] => [
  ...each(
    [
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'cloudtrail:UpdateTrail',
      'cloudtrail:PutEventSelectors',
    ],
    [at('cloudtrail', 'trail/all')],
  ),
  ...each(
    [
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      'lambda:DeleteFunction',
      'lambda:AddPermission',
    ],
    [at('lambda', 'function:tourniquet-contain'), at('lambda', 'function:tourniquet-revoke-sessions')],
  ),
  ...each(['lambda:InvokeFunction', 'lambda:CreateFunction'], [at('lambda', 'function:orders')]),
  ...each(
    ['lambda:InvokeFunction'],
    [at('lambda', 'function:tourniquet-restore'), at('lambda', 'function:tourniquet-contain')],
  ),
  ...each(['events:PutEvents'], [at('events', 'event-bus/tourniquet')], {
    'events:source': 'tourniquet.scanner',
    'events:detail-type': 'Leaked Credential',
  }),
  ...each(
    ['events:DeleteRule', 'events:DisableRule', 'events:PutRule', 'events:PutTargets'],
    [at('events', 'rule/tourniquet-guardduty')],
  ),
  ...each(
    ['logs:DeleteLogGroup', 'logs:DeleteLogStream', 'logs:PutRetentionPolicy'],
    [at('logs', 'log-group:/aws/lambda/tourniquet-contain')],
  ),
  ...each(['guardduty:DeleteDetector', 'guardduty:UpdateDetector'], [at('guardduty', 'detector/0')]),
  ...each(
    [
      'organizations:LeaveOrganization',
      'organizations:DetachPolicy',
      'organizations:UpdatePolicy',
      'organizations:CreatePolicy',
    ],
    ['*'],
  ),
  ...each(['ec2:TerminateInstances', 'ec2:RunInstances'], [at('ec2', 'instance/i-0')]),
  ...each(
    ['cloudformation:UpdateStack', 'cloudformation:DeleteStack'],
    [at('cloudformation', 'stack/Tourniquet/0')],
  ),
  ...each(['securityhub:BatchImportFindings'], [at('securityhub', 'product/aws/guardduty')]),
];

/** What nobody may, by what it is about. */
export const never = (accountId: string): Record<string, Question[]> => {
  const things = thingsIn(accountId);
  return {
    'make, change or remove a credential': credentials(things),
    'make or remove a user, a role or a group, change who may be one, or pass one': principals(things),
    'attach, set, write or lift any policy but AWSDenyAll, or one of our own roles': policies(things),
    "set or take off another tag than the guard's": tags(things),
    'become anybody but the role that a member of our organization has for it': otherRoles(things),
    'read, write or destroy data and secrets that are not its own': data(things),
    'change what watches, runs or deploys': machinery(things),
  };
};

/** What a role may that is more than an outsider would expect; docs/threat-model.md tells of each. */
export interface StatedException {
  what: string;
  /** At home, and in a member account. */
  roles: { home: readonly string[]; member: readonly string[] };
  /** What switches it on: without it nobody may. */
  setting?: string;
  why: string;
  questions(accountId: string): Question[];
}

export const statedExceptions: readonly StatedException[] = [
  {
    what: "the deny of a thief's role sessions",
    roles: { home: ['tourniquet-revoke-sessions'], member: ['tourniquet-member-revoke'] },
    setting: 'revokeSessions',
    why: 'IAM has no condition on what an inline policy says.',
    questions: (accountId) => each(['iam:PutRolePolicy', 'iam:DeleteRolePolicy'], thingsIn(accountId).roles),
  },
  {
    what: 'switching an access key on again',
    roles: { home: ['tourniquet-contain', 'tourniquet-restore'], member: ['tourniquet-member'] },
    why: 'IAM has no condition on the status that UpdateAccessKey sets: who may switch a key off may switch it on.',
    questions: (accountId) => each(['iam:UpdateAccessKey'], thingsIn(accountId).users),
  },
  {
    what: 'setting back a permissions boundary that people have listed',
    roles: { home: ['tourniquet-restore'], member: ['tourniquet-member'] },
    setting: 'restorableBoundaries',
    why: 'What AWSDenyAll took the place of must be put back; any other is left to a person.',
    questions: (accountId) => {
      const bound = onUsersAndRoles('Put', 'PermissionsBoundary', thingsIn(accountId));
      return restorableBoundaries.flatMap((arn) => bound({ 'iam:PermissionsBoundary': arn }));
    },
  },
];

/** What containment is made of: so that a `no` above is none of a question that was put wrongly. */
export const expectedOf = (accountId: string): { question: Question; home: string[]; member: string[] }[] => {
  const { users, roles, iam } = thingsIn(accountId);
  const [user = '', role = ''] = [users[1], roles[1]];
  const [contain, restore, member] = ['tourniquet-contain', 'tourniquet-restore', 'tourniquet-member'];
  const policy = { 'iam:PolicyARN': denyAll };
  const boundary = { 'iam:PermissionsBoundary': denyAll };
  const tag = { 'aws:TagKeys': [guardTag.key], [`aws:RequestTag/${guardTag.key}`]: guardTag.value };
  const entering = { action: 'sts:AssumeRole', context: ourOrganization };
  const memberRole = 'arn:aws:iam::444455556666:role/tourniquet-member';
  return [
    { question: { ...entering, on: memberRole }, home: [contain, restore], member: [] },
    { question: { ...entering, on: `${memberRole}-read` }, home: ['tourniquet-investigate'], member: [] },
    {
      question: { ...entering, on: `${memberRole}-revoke` },
      home: ['tourniquet-revoke-sessions'],
      member: [],
    },
    {
      question: { action: 'iam:AttachUserPolicy', on: user, context: policy },
      home: [contain],
      member: [member],
    },
    {
      question: { action: 'iam:AttachRolePolicy', on: role, context: policy },
      home: [contain],
      member: [member],
    },
    {
      question: { action: 'iam:DetachUserPolicy', on: user, context: policy },
      home: [restore],
      member: [member],
    },
    {
      question: { action: 'iam:PutUserPermissionsBoundary', on: user, context: boundary },
      home: [contain],
      member: [member],
    },
    {
      question: { action: 'iam:DeleteRolePermissionsBoundary', on: role, context: boundary },
      home: [restore],
      member: [member],
    },
    {
      question: { action: 'iam:TagUser', on: user, context: tag },
      home: [contain, restore],
      member: [member],
    },
    {
      question: { action: 'iam:GetRole', on: iam('role/app') },
      home: [contain, 'tourniquet-investigate', restore, 'tourniquet-revoke-sessions'],
      member: [member, 'tourniquet-member-revoke', 'tourniquet-member-read'],
    },
  ];
};
