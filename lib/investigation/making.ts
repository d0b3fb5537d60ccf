import { firstTextsAt, type Json } from './detail.ts';

/** Whose a thing is: the user of an access key, the receiver of a policy. */
export interface Owner {
  kind: 'user' | 'role' | 'federated user' | 'account' | 'security group';
  name: string;
}

/** How a call that makes or issues something is read. Paths lead into the CloudTrail record, the best one first. */
export interface Making {
  /** The word for it in a mail. */
  kind: string;
  /** Its CloudFormation type; absent where CloudFormation knows no such thing, or the call may only change one. */
  type?: string;
  id: readonly string[];
  owner?: { kind: Owner['kind']; name: readonly string[] };
}

const asked = (name: string) => `requestParameters.${name}`;
const answered = (name: string) => `responseElements.${name}`;

type OwnerPath = NonNullable<Making['owner']>;

const userOf = (...name: string[]): OwnerPath => ({ kind: 'user', name: [...name, asked('userName')] });
const toUser: OwnerPath = { kind: 'user', name: [asked('userName')] };
const toRole: OwnerPath = { kind: 'role', name: [asked('roleName')] };
const inGroup: OwnerPath = {
  kind: 'security group',
  name: [asked('groupId'), asked('groupName'), answered('securityGroupRuleSet.items.groupId')],
};
// Only the id of what STS issues: the secret and the session token stand beside it in the record.
const issuedKey = [answered('credentials.accessKeyId')];

/**
 * The calls whose results are named, the most lasting way back in first: mails list and cut them in this order.
 * Field names are those of CloudTrail records (CloudTrail record contents; EC2 keeps `items` lists).
 * CreateBucket, CreateTopic and CreateQueue also succeed where the thing already stood.
 */
export const makings: ReadonlyMap<string, Making> = new Map<string, Making>([
  [
    'iam:CreateUser',
    { kind: 'user', type: 'AWS::IAM::User', id: [answered('user.userName'), asked('userName')] },
  ],
  [
    'iam:CreateAccessKey',
    {
      kind: 'access key',
      type: 'AWS::IAM::AccessKey',
      id: [answered('accessKey.accessKeyId')],
      owner: userOf(answered('accessKey.userName')),
    },
  ],
  [
    'iam:CreateLoginProfile',
    { kind: 'console login', id: [answered('loginProfile.userName'), asked('userName')] },
  ],
  ['iam:UpdateLoginProfile', { kind: 'new password', id: [asked('userName')] }],
  [
    'iam:CreateServiceSpecificCredential',
    {
      kind: 'service credential',
      id: [answered('serviceSpecificCredential.serviceSpecificCredentialId')],
      owner: userOf(answered('serviceSpecificCredential.userName')),
    },
  ],
  [
    'iam:CreateRole',
    { kind: 'role', type: 'AWS::IAM::Role', id: [answered('role.roleName'), asked('roleName')] },
  ],
  ['iam:AttachUserPolicy', { kind: 'attached policy', id: [asked('policyArn')], owner: toUser }],
  ['iam:AttachRolePolicy', { kind: 'attached policy', id: [asked('policyArn')], owner: toRole }],
  ['iam:PutUserPolicy', { kind: 'inline policy', id: [asked('policyName')], owner: toUser }],
  ['iam:PutRolePolicy', { kind: 'inline policy', id: [asked('policyName')], owner: toRole }],
  [
    'iam:CreatePolicy',
    {
      kind: 'policy',
      type: 'AWS::IAM::ManagedPolicy',
      id: [answered('policy.arn'), asked('policyName')],
    },
  ],
  [
    'ec2:RunInstances',
    { kind: 'instance', type: 'AWS::EC2::Instance', id: [answered('instancesSet.items.instanceId')] },
  ],
  [
    'lambda:CreateFunction',
    {
      kind: 'function',
      type: 'AWS::Lambda::Function',
      id: [answered('functionName'), asked('functionName')],
    },
  ],
  [
    'sts:AssumeRole',
    { kind: 'role session', id: issuedKey, owner: { kind: 'role', name: [asked('roleArn')] } },
  ],
  [
    'sts:AssumeRoleWithSAML',
    { kind: 'role session', id: issuedKey, owner: { kind: 'role', name: [asked('roleArn')] } },
  ],
  [
    'sts:AssumeRoleWithWebIdentity',
    { kind: 'role session', id: issuedKey, owner: { kind: 'role', name: [asked('roleArn')] } },
  ],
  [
    'sts:AssumeRoot',
    { kind: 'root session', id: issuedKey, owner: { kind: 'account', name: [asked('targetPrincipal')] } },
  ],
  [
    'sts:GetFederationToken',
    { kind: 'federation token', id: issuedKey, owner: { kind: 'federated user', name: [asked('name')] } },
  ],
  ['sts:GetSessionToken', { kind: 'session token', id: issuedKey }],
  [
    'ec2:AuthorizeSecurityGroupIngress',
    {
      kind: 'ingress rule',
      type: 'AWS::EC2::SecurityGroupIngress',
      id: [answered('securityGroupRuleSet.items.securityGroupRuleId')],
      owner: inGroup,
    },
  ],
  [
    'ec2:CreateKeyPair',
    { kind: 'key pair', type: 'AWS::EC2::KeyPair', id: [answered('keyName'), asked('keyName')] },
  ],
  [
    'secretsmanager:CreateSecret',
    { kind: 'secret', type: 'AWS::SecretsManager::Secret', id: [asked('name')] },
  ],
  ['s3:CreateBucket', { kind: 'bucket', type: 'AWS::S3::Bucket', id: [asked('bucketName')] }],
  ['sns:CreateTopic', { kind: 'topic', type: 'AWS::SNS::Topic', id: [asked('name')] }],
  ['sqs:CreateQueue', { kind: 'queue', type: 'AWS::SQS::Queue', id: [asked('queueName')] }],
]);

/** What one call made: how many things, and those that the record names. */
export interface MadeByCall {
  kind: string;
  type?: string;
  number: number;
  ids: string[];
  owner?: Owner;
}

/** `iam:CreateUser` from `iam.amazonaws.com` and `CreateUser`. */
export const actionOf = (eventSource: string, eventName: string): string =>
  `${eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '')}:${eventName}`;

const idLength = 512;
// A name that was cut is no name: the sign of it keeps it out of commands.
export const boundedId = (id: string): string => (id.length > idLength ? `${id.slice(0, idLength)}…` : id);

/** What a call that succeeded made or issued; null for calls that make nothing that is known here. */
export const madeBy = (action: string, detail: Json): MadeByCall | null => {
  const making = makings.get(action);
  if (!making) return null;
  const ids = firstTextsAt(detail, making.id).map(boundedId);
  const [ownerName] = making.owner ? firstTextsAt(detail, making.owner.name) : [];
  return {
    kind: making.kind,
    ...(making.type ? { type: making.type } : {}),
    // CloudTrail leaves out parts that are too long: the call still made something.
    number: Math.max(1, ids.length),
    ids,
    ...(making.owner && ownerName ? { owner: { kind: making.owner.kind, name: boundedId(ownerName) } } : {}),
  };
};
