import {
  type Deployment,
  type Grant,
  type Grants,
  sendHtmlMail,
  tellElsewhere,
} from '#lib/platform/grants.ts';

export const grants: Grants = (deployment) => [
  ...(deployment.athena ? throughAthena(deployment.athena) : []),
  ...toKeepEvidence(deployment),
  ...toReadPolicies(deployment),
  ...toLookAndTell(deployment),
  ...tellElsewhere(deployment.destinations),
  ...sendHtmlMail(deployment),
];

const toLookAndTell = ({ tableArn, mailTopicArn, signalsQueueArn }: Deployment): Grant[] => [
  {
    why: 'to see what the key did, in every Region; LookupEvents knows no resources',
    actions: ['cloudtrail:LookupEvents'],
    resources: ['*'],
  },
  {
    why: 'to know which Regions are enabled; DescribeRegions knows no resources',
    actions: ['ec2:DescribeRegions'],
    resources: ['*'],
  },
  {
    why: 'to read when the key was contained and what was already told, and to note what was told and found now',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
  },
  {
    why: 'to see what became of what was handed to containment; the table has no index by incident',
    actions: ['dynamodb:Scan'],
    resources: [tableArn],
  },
  {
    why: 'to tell containment whose a temporary credential is, what came from the leak, and who took a step off',
    actions: ['sqs:SendMessage'],
    resources: [signalsQueueArn],
  },
  { why: 'to tell people', actions: ['sns:Publish'], resources: [mailTopicArn] },
];

/** Nothing that was written can be read, listed or removed with these. */
const toKeepEvidence = ({
  evidenceBucketArn,
  evidenceKeyArn,
}: Pick<Deployment, 'evidenceBucketArn' | 'evidenceKeyArn'>): Grant[] => [
  ...(evidenceBucketArn
    ? [
        {
          why: 'to keep the evidence of each look; what stands there cannot be read or removed with this',
          actions: ['s3:PutObject'],
          resources: [`${evidenceBucketArn}/*`],
        },
      ]
    : []),
  ...(evidenceKeyArn
    ? [
        {
          why: 'to sign the manifest of the evidence, and to check the signature before it counts',
          actions: ['kms:Sign', 'kms:GetPublicKey'],
          resources: [evidenceKeyArn],
        },
      ]
    : []),
];

/** Athena reads the trail with the rights of whoever asks (docs/athena.md). */
const throughAthena = ({
  workGroupArn,
  catalogArns,
  trailBucketArn,
  resultsArn,
}: NonNullable<Deployment['athena']>): Grant[] => [
  {
    why: 'to ask the trail in S3, read the answer, and stop a query when the time runs out',
    actions: [
      'athena:StartQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StopQueryExecution',
    ],
    resources: [workGroupArn],
  },
  {
    why: "the table's definition and its partitions",
    actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
    resources: catalogArns,
  },
  { why: "the trail's files", actions: ['s3:GetObject'], resources: [`${trailBucketArn}/*`] },
  {
    why: "to find the trail's files of a day, and the bucket of the answers",
    actions: ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
    resources: [trailBucketArn, resultsArn.split('/')[0] ?? resultsArn],
  },
  {
    why: 'Athena writes its answer there, and it is read from there',
    actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    resources: [`${resultsArn}/*`],
  },
];

type Accounts = Pick<Deployment, 'partition' | 'accountId' | 'memberRolePattern' | 'organizationId'>;

/** What the credential could have done; a member account's role for reading is made from the same list. */
const toReadPolicies = ({ partition, accountId, memberRolePattern, organizationId }: Accounts): Grant[] => {
  const inAccount = (type: string): string => `arn:${partition}:iam::${accountId}:${type}/*`;
  return [
    {
      why: 'what the credential could have done, in one call for most accounts; it knows no resources',
      actions: ['iam:GetAccountAuthorizationDetails'],
      resources: ['*'],
    },
    {
      why: 'the same where the account is too large for that: the user, its policies and its groups',
      actions: [
        'iam:GetUser',
        'iam:ListAttachedUserPolicies',
        'iam:ListUserPolicies',
        'iam:GetUserPolicy',
        'iam:ListGroupsForUser',
      ],
      resources: [inAccount('user')],
    },
    {
      why: 'the policies of its groups',
      actions: ['iam:ListAttachedGroupPolicies', 'iam:ListGroupPolicies', 'iam:GetGroupPolicy'],
      resources: [inAccount('group')],
    },
    {
      why: 'the role of a session and its policies',
      actions: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:GetRolePolicy'],
      resources: [inAccount('role')],
    },
    {
      why: 'the text of managed policies, and of permissions boundaries',
      actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
      resources: [inAccount('policy'), `arn:${partition}:iam::aws:policy/*`],
    },
    {
      why: 'to have policies evaluated that are sent along; it reads nothing of the account and knows no resources',
      actions: ['iam:SimulateCustomPolicy'],
      resources: ['*'],
    },
    {
      why: 'the same in a member account, through a role that only reads; only in our own organization, so that nobody else learns the external id',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: [`${memberRolePattern}-read`],
      ...(organizationId && { conditions: { StringEquals: { 'aws:ResourceOrgID': organizationId } } }),
    },
    ...(organizationId === undefined ? [] : toReadServiceControl(partition, organizationId)),
  ];
};

const toReadServiceControl = (partition: string, organizationId: string): Grant[] => {
  const inOrganization = (type: string): string =>
    `arn:${partition}:organizations::*:${type}/${organizationId}/*`;
  return [
    {
      why: 'whether an account is one of our organization, and whether it is the one that no policy of it binds; both know no resources of ours',
      actions: ['organizations:DescribeAccount', 'organizations:DescribeOrganization'],
      resources: ['*'],
    },
    {
      why: 'which service control policies bind the account, from itself up to the root',
      actions: ['organizations:ListParents', 'organizations:ListPoliciesForTarget'],
      resources: [inOrganization('account'), inOrganization('ou'), inOrganization('root')],
    },
    {
      why: 'what those policies say',
      actions: ['organizations:DescribePolicy'],
      resources: [
        `${inOrganization('policy').slice(0, -1)}service_control_policy/*`,
        `arn:${partition}:organizations::aws:policy/service_control_policy/*`,
      ],
    },
  ];
};
