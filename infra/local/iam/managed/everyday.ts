import type { PolicyDocument } from '../../contract.ts';
import { actions, allowing } from './statement.ts';

/**
 * Policies that real users carry, word for word what they allow on AWS.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const s3ReadOnly = allowing({ s3: 'Get* List* Describe*', 's3-object-lambda': 'Get* List*' });
export const s3Full = allowing({ s3: '*', 's3-object-lambda': '*' });
export const ec2ReadOnly = allowing({
  ec2: 'Describe* GetSecurityGroupsForVpc',
  elasticloadbalancing: 'Describe*',
  cloudwatch: 'ListMetrics GetMetricStatistics Describe*',
  autoscaling: 'Describe*',
});
export const sqsReadOnly = allowing({
  sqs: `GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListQueues ListMessageMoveTasks
    ListQueueTags`,
});
export const kinesisReadOnly = allowing({ kinesis: 'Get* List* Describe*' });
export const route53ReadOnly = allowing({ route53: 'Get* List* TestDNSAnswer' });
export const cloudTrailReadOnly = allowing({ cloudtrail: 'Get* Describe* List* LookupEvents' });
export const elastiCacheReadOnly = allowing({ elasticache: 'Describe*' });
export const support = allowing({ support: '*', 'support-console': '*' });
export const vpcReadOnly = allowing({
  ec2: `DescribeAccountAttributes DescribeAddresses DescribeCarrierGateways DescribeClassicLinkInstances
    DescribeCustomerGateways DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeFlowLogs
    DescribeInternetGateways DescribeLocalGatewayRouteTables DescribeLocalGatewayRouteTableVpcAssociations
    DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaceAttribute
    DescribeNetworkInterfacePermissions DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables
    DescribeSecurityGroupReferences DescribeSecurityGroupRules DescribeSecurityGroups
    DescribeSecurityGroupVpcAssociations DescribeStaleSecurityGroups DescribeSubnets DescribeTags
    DescribeVpcAttribute DescribeVpcClassicLink DescribeVpcClassicLinkDnsSupport DescribeVpcEndpoints
    DescribeVpcEndpointConnectionNotifications DescribeVpcEndpointConnections
    DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices
    DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConnections DescribeVpnGateways
    GetSecurityGroupsForVpc`,
});
export const registryReadOnly = allowing({
  ecr: `GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer GetRepositoryPolicy
    DescribeRepositories ListImages DescribeImages BatchGetImage GetLifecyclePolicy GetLifecyclePolicyPreview
    ListTagsForResource DescribeImageScanFindings`,
});
export const glacierReadOnly = allowing({
  glacier: `DescribeJob DescribeVault GetDataRetrievalPolicy GetJobOutput GetVaultAccessPolicy GetVaultLock
    GetVaultNotifications ListJobs ListMultipartUploads ListParts ListTagsForVault ListVaults`,
});
export const iamReadOnly = allowing({
  iam: `GenerateCredentialReport GenerateServiceLastAccessedDetails Get* List* SimulateCustomPolicy
    SimulatePrincipalPolicy`,
});
export const iamFull = allowing({
  iam: '*',
  organizations: `DescribeAccount DescribeOrganization DescribeOrganizationalUnit DescribePolicy ListChildren
    ListParents ListPoliciesForTarget ListRoots ListPolicies ListTargetsForPolicy`,
});
export const lambdaBasic = allowing({ logs: 'CreateLogGroup CreateLogStream PutLogEvents' });
export const lambdaSqs = allowing({
  sqs: 'ReceiveMessage DeleteMessage GetQueueAttributes',
  logs: 'CreateLogGroup CreateLogStream PutLogEvents',
});
export const changePassword: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['iam:ChangePassword'],
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are IAM's policy variables
      Resource: ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are IAM's policy variables
    },
    { Effect: 'Allow', Action: actions({ iam: 'GetAccountPasswordPolicy' }), Resource: '*' },
  ],
};
