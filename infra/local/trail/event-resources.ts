import type { CloudTrailRecord } from './cloudtrail-record.ts';

/** A resource that LookupEvents names for an event. */
export interface EventResource {
  ResourceType: string;
  ResourceName: string;
}

/** Which fields name a resource, by their name at any depth of a record, and its type as LookupEvents has it. */
const types: Record<string, string> = {
  userName: 'AWS::IAM::User',
  roleName: 'AWS::IAM::Role',
  roleArn: 'AWS::IAM::Role',
  groupName: 'AWS::IAM::Group',
  policyArn: 'AWS::IAM::Policy',
  policyName: 'AWS::IAM::Policy',
  instanceProfileName: 'AWS::IAM::InstanceProfile',
  accessKeyId: 'AWS::IAM::AccessKey',
  instanceId: 'AWS::EC2::Instance',
  imageId: 'AWS::EC2::Ami',
  keyName: 'AWS::EC2::KeyPair',
  secretId: 'AWS::SecretsManager::Secret',
  bucketName: 'AWS::S3::Bucket',
  bucket: 'AWS::S3::Bucket',
  tableName: 'AWS::DynamoDB::Table',
  topicArn: 'AWS::SNS::Topic',
  queueUrl: 'AWS::SQS::Queue',
  functionName: 'AWS::Lambda::Function',
};

/** Everything that a record's parameters and response name, each once. */
export function eventResources({ requestParameters, responseElements }: CloudTrailRecord): EventResource[] {
  const found = new Map<string, EventResource>();
  collect(requestParameters, found);
  collect(responseElements, found);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, EventResource>): void {
  if (value === null || typeof value !== 'object') return;
  for (const [field, member] of Object.entries(value)) {
    const ResourceType = types[field];
    if (ResourceType && typeof member === 'string') keep(ResourceType, member, found);
    else if (field === 'assumedRoleUser') assumedRole(member, found);
    else collect(member, found);
  }
}

/** A session is named by its id and by its ARN. */
function assumedRole(session: unknown, found: Map<string, EventResource>): void {
  if (session === null || typeof session !== 'object') return;
  for (const name of Object.values(session)) {
    if (typeof name === 'string') keep('AWS::STS::AssumedRole', name, found);
  }
}

const keep = (ResourceType: string, ResourceName: string, found: Map<string, EventResource>): void =>
  void found.set(`${ResourceType} ${ResourceName}`, { ResourceType, ResourceName });
