/** What must survive the wire: which operations of which client, and what is left out for a reason. */
export interface Served {
  /** The signing name. */
  name: string;
  client: string;
  operations: 'all' | readonly string[];
  /** Operations that are not signed, or that stream events. */
  except?: readonly string[];
  /** Members that the client itself acts on instead of only sending them. */
  without?: readonly string[];
}

export const SERVED: readonly Served[] = [
  { name: 'iam', client: 'iam', operations: 'all' },
  {
    name: 'sts',
    client: 'sts',
    operations: 'all',
    except: ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  },
  { name: 'sns', client: 'sns', operations: 'all' },
  { name: 'sqs', client: 'sqs', operations: 'all' },
  { name: 'dynamodb', client: 'dynamodb', operations: 'all' },
  { name: 'secretsmanager', client: 'secrets-manager', operations: 'all' },
  // An EndpointId makes the client sign for several regions at once.
  { name: 'events', client: 'eventbridge', operations: 'all', without: ['EndpointId'] },
  { name: 'cloudtrail', client: 'cloudtrail', operations: 'all' },
  { name: 'organizations', client: 'organizations', operations: 'all' },
  { name: 'kms', client: 'kms', operations: 'all' },
  {
    name: 's3',
    client: 's3',
    operations: 'all',
    // They go to hosts of their own or stream events.
    except: ['WriteGetObjectResponse', 'SelectObjectContent', 'CreateSession', 'ListDirectoryBuckets'],
    without: [
      'Expires',
      'ContentLength',
      'ContentMD5',
      'SSECustomerKey',
      'CopySourceSSECustomerKey',
      'ChecksumAlgorithm',
      'ChecksumMode',
    ],
  },
  { name: 'ssm', client: 'ssm', operations: ['CreateOpsItem', 'UpdateOpsItem', 'GetOpsItem'] },
  { name: 'securityhub', client: 'securityhub', operations: ['BatchImportFindings', 'GetFindings'] },
  // As above, of several Regions at once.
  { name: 'ses', client: 'sesv2', operations: ['SendEmail'], without: ['EndpointId'] },
  {
    name: 'lambda',
    client: 'lambda',
    operations: [
      'CreateFunction',
      'DeleteFunction',
      'GetFunction',
      'Invoke',
      'ListFunctions',
      'ListEventSourceMappings',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
    ],
  },
  {
    name: 'ec2',
    client: 'ec2',
    operations: [
      'AuthorizeSecurityGroupIngress',
      'CreateTags',
      'DescribeInstances',
      'DescribeRegions',
      'GetPasswordData',
      'ModifyInstanceAttribute',
      'RunInstances',
      'TerminateInstances',
    ],
  },
];
