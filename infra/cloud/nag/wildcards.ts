/** Why a statement may name more than one thing: by what its resources look like, and for these actions alone. */
export interface ArguedWildcard {
  resource: RegExp;
  actions: readonly string[];
  reason: string;
}

const leaked = 'Which one leaks is not known when this is deployed';

/**
 * Every resource with a `*` that a role of ours is granted. A test finds each granted one here, and each of these
 * granted: what nobody argues for is not deployed.
 */
export const arguedWildcards: readonly ArguedWildcard[] = [
  {
    resource: /^\*$/,
    actions: ['iam:GetAccessKeyLastUsed'],
    reason:
      'Limited to users, IAM would not say of a deleted key that it is unknown. It tells a name and a date.',
  },
  {
    resource: /^\*$/,
    actions: [
      'sts:GetAccessKeyInfo',
      'organizations:DescribeAccount',
      'organizations:DescribeOrganization',
      'cloudtrail:LookupEvents',
      'ec2:DescribeRegions',
      'iam:GetAccountAuthorizationDetails',
      'iam:SimulateCustomPolicy',
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
    ],
    reason: 'These calls know no resources (Service Authorization Reference). They read, or send a trace.',
  },
  {
    resource: /:iam::<AWS::AccountId>:user\/\*$/,
    actions: [
      'iam:GetUser',
      'iam:ListAccessKeys',
      'iam:ListAttachedUserPolicies',
      'iam:UpdateAccessKey',
      'iam:AttachUserPolicy',
      'iam:DetachUserPolicy',
      'iam:PutUserPermissionsBoundary',
      'iam:DeleteUserPermissionsBoundary',
      'iam:GetLoginProfile',
      'iam:ListServiceSpecificCredentials',
      'iam:UpdateServiceSpecificCredential',
      'iam:ListUserPolicies',
      'iam:GetUserPolicy',
      'iam:ListGroupsForUser',
    ],
    reason: `${leaked}: any user may own the key. What can be attached is pinned to AWSDenyAll by a condition.`,
  },
  {
    resource: /:iam::<AWS::AccountId>:role\/\*$/,
    actions: [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:AttachRolePolicy',
      'iam:DetachRolePolicy',
      'iam:PutRolePermissionsBoundary',
      'iam:DeleteRolePermissionsBoundary',
    ],
    reason: `${leaked}: a session may be of any role. What can be attached is pinned to AWSDenyAll by a condition.`,
  },
  {
    resource: /:iam::<AWS::AccountId>:role\/\*$/,
    actions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    reason:
      'Only revoke-sessions, which is deployed where it is asked for: no condition of IAM can pin what a policy says. Roles of ours are denied it.',
  },
  {
    resource: /:iam::<AWS::AccountId>:(?:user|role)\/\*$/,
    actions: ['iam:TagUser', 'iam:TagRole', 'iam:UntagUser', 'iam:UntagRole'],
    reason: `${leaked}. Only with the guard, and by a condition only the one tag that tells the guard who is contained.`,
  },
  {
    resource: /:iam::<AWS::AccountId>:(?:group|policy)\/\*$|:iam::aws:policy\/\*$/,
    actions: [
      'iam:ListAttachedGroupPolicies',
      'iam:ListGroupPolicies',
      'iam:GetGroupPolicy',
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
    ],
    reason: `${leaked}: what it could have done stands in any group or policy. These calls only read.`,
  },
  {
    resource:
      /:organizations::(?:\*:(?:account|ou|root|policy)\/o-[a-z0-9]+|aws:policy)\/(?:service_control_policy\/)?\*$/,
    actions: [
      'organizations:ListParents',
      'organizations:ListPoliciesForTarget',
      'organizations:DescribePolicy',
    ],
    reason:
      'The service control policies of our organization, of whatever account the key is. These calls only read.',
  },
  {
    resource: /:iam::\*:role\/tourniquet-member(?:-read|-revoke)?$/,
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    reason:
      'One role of this exact name in any account: each trusts us by itself and demands the external id.',
  },
  {
    resource: /^<[^>]+\.Arn>\/\*$/,
    actions: ['s3:PutObject'],
    reason:
      'Each look of an incident writes evidence under a name of its own. What stands there cannot be read with it.',
  },
  {
    resource: /:function:tourniquet-investigate:\*$/,
    actions: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
    reason:
      'Its own executions, of every version: one that began before a deployment goes on on its old version.',
  },
  {
    resource: /:ssm:[^:]+:<AWS::AccountId>:opsitem\/\*$/,
    actions: ['ssm:CreateOpsItem', 'ssm:UpdateOpsItem'],
    reason: 'An OpsItem gets its id when it is made, and no condition of IAM tells ours from others.',
  },
  {
    resource: /^arn:[\w-]+:s3:::[^*]+\/\*$/,
    actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    reason:
      'Athena reads the trail and keeps its answers with the rights of whoever asks, in these two places only.',
  },
];

/** The reason for a statement's wildcard, or undefined where an action of it is not argued for. */
export const reasonFor = (resource: string, actions: readonly string[]): string | undefined => {
  const fitting = arguedWildcards.filter((argued) => argued.resource.test(resource));
  const reasons = actions.map((action) => fitting.find((argued) => argued.actions.includes(action))?.reason);
  return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join(' ');
};
