import type { CloudTrailRecord } from './cloudtrail-record.ts';

/** A resource that LookupEvents names for an event. */
export interface EventResource {
  ResourceType: string;
  ResourceName: string;
}

/** Which fields name a resource, by their name at any depth of a record, and its CloudFormation type. */
const types: Record<string, string> = {
  userName: 'AWS::IAM::User',
  roleName: 'AWS::IAM::Role',
  roleArn: 'AWS::IAM::Role',
  groupName: 'AWS::IAM::Group',
  policyArn: 'AWS::IAM::Policy',
  instanceProfileName: 'AWS::IAM::InstanceProfile',
  accessKeyId: 'AWS::IAM::AccessKey',
  assumedRoleId: 'AWS::STS::AssumedRole',
  instanceId: 'AWS::EC2::Instance',
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
    if (ResourceType && typeof member === 'string')
      found.set(`${ResourceType} ${member}`, { ResourceType, ResourceName: member });
    else collect(member, found);
  }
}
