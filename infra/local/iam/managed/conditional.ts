import type { PolicyDocument } from '../../contract.ts';
import { actions, allowing } from './statement.ts';

/** Everyday policies of AWS with a second, narrower part. Same source as the plain ones. */
const allowingAlso = (
  byService: Record<string, string>,
  ...also: PolicyDocument['Statement'][]
): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [allowing(byService).Statement, ...also].flat(),
});

export const snsReadOnly = allowingAlso(
  {
    sns: `GetTopicAttributes List* CheckIfPhoneNumberIsOptedOut GetEndpointAttributes GetDataProtectionPolicy
      GetPlatformApplicationAttributes GetSMSAttributes GetSMSSandboxAccountStatus GetSubscriptionAttributes`,
  },
  {
    Effect: 'Allow',
    Action: actions({
      'sms-voice': `DescribeVerifiedDestinationNumbers DescribeAccountAttributes DescribeSpendLimits
        DescribePhoneNumbers DescribeOptedOutNumbers`,
    }),
    Resource: '*',
    Condition: { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } },
  },
);

export const dynamoDbReadOnly = allowingAlso(
  {
    'application-autoscaling': 'DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies',
    cloudwatch: `DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricStatistics ListMetrics
      GetMetricData`,
    datapipeline: 'DescribeObjects DescribePipelines GetPipelineDefinition ListPipelines QueryObjects',
    dynamodb: 'BatchGetItem Describe* List* GetAbacStatus GetItem GetResourcePolicy Query Scan PartiQLSelect',
    dax: 'Describe* List* GetItem BatchGetItem Query Scan',
    ec2: 'DescribeVpcs DescribeSubnets DescribeSecurityGroups',
    iam: 'GetRole ListRoles',
    kms: 'DescribeKey ListAliases',
    sns: 'ListSubscriptionsByTopic ListTopics',
    lambda: 'ListFunctions ListEventSourceMappings GetFunctionConfiguration',
    'resource-groups': 'ListGroups ListGroupResources GetGroup GetGroupQuery',
    tag: 'GetResources',
    kinesis: 'ListStreams DescribeStream DescribeStreamSummary',
  },
  {
    Effect: 'Allow',
    Action: ['cloudwatch:GetInsightRuleReport'],
    Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
  },
);

export const lambdaReadOnly = allowingAlso(
  {
    cloudformation: 'DescribeStacks ListStacks ListStackResources',
    cloudwatch: 'GetMetricData ListMetrics',
    ec2: 'DescribeSecurityGroups DescribeSubnets DescribeVpcs',
    kms: 'ListAliases',
    iam: `GetPolicy GetPolicyVersion GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies
      ListRoles`,
    logs: 'DescribeLogGroups',
    lambda: 'Get* List*',
    states: 'DescribeStateMachine ListStateMachines',
    tag: 'GetResources',
    xray: 'GetTraceSummaries BatchGetTraces',
  },
  {
    Effect: 'Allow',
    Action: actions({
      logs: `DescribeLogStreams GetLogEvents FilterLogEvents StartQuery StopQuery DescribeQueries
        GetLogGroupFields GetLogRecord GetQueryResults StartLiveTail StopLiveTail`,
    }),
    Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda/*',
  },
);

export const rdsReadOnly = allowingAlso(
  {
    rds: 'Describe* ListTagsForResource',
    ec2: `DescribeAccountAttributes DescribeAvailabilityZones DescribeInternetGateways DescribeSecurityGroups
      DescribeSubnets DescribeVpcAttribute DescribeVpcs`,
    cloudwatch: 'GetMetricStatistics ListMetrics GetMetricData',
    logs: 'DescribeLogStreams GetLogEvents',
    'devops-guru': 'GetResourceCollection',
  },
  {
    Effect: 'Allow',
    Action: ['devops-guru:SearchInsights', 'devops-guru:ListAnomaliesForInsight'],
    Resource: '*',
    Condition: {
      'ForAllValues:StringEquals': { 'devops-guru:ServiceNames': ['RDS'] },
      Null: { 'devops-guru:ServiceNames': 'false' },
    },
  },
);

const ofPlaces = (byService: Record<string, string>, Resource: string[]) => ({
  Effect: 'Allow' as const,
  Action: actions(byService),
  Resource,
});

const quotaServices = 's3 dynamodb kinesis sns bedrock lambda fargate elasticloadbalancing ec2'.split(' ');
const views = ['AWSServiceViewForApplicationSignals', 'AWSServiceViewForApplicationSignalsOrgScopeProd'];

export const cloudWatchReadOnly = allowingAlso(
  {
    'application-autoscaling': 'DescribeScalingPolicies',
    'application-signals': 'BatchGet* Get* List*',
    autoscaling: 'Describe*',
    cloudtrail: 'ListChannels',
    cloudwatch: 'BatchGet* Describe* GenerateQuery Get* List*',
    logs: `Get* List* StartQuery StopQuery Describe* TestMetricFilter FilterLogEvents StartLiveTail
      StopLiveTail`,
    oam: 'ListSinks',
    observabilityadmin: `GetCentralizationRuleForOrganization ListCentralizationRulesForOrganization
      GetTelemetryEvaluationStatus GetTelemetryEvaluationStatusForOrganization GetTelemetryRule
      GetTelemetryRuleForOrganization ListResourceTelemetry ListResourceTelemetryForOrganization
      ListTelemetryRules ListTelemetryRulesForOrganization GetTelemetryEnrichmentStatus ListTagsForResource
      GetTelemetryPipeline ListTelemetryPipelines TestTelemetryPipeline
      ValidateTelemetryPipelineConfiguration GetS3TableIntegration ListS3TableIntegrations`,
    sns: 'Get* List*',
    rum: 'BatchGet* Get* List*',
    synthetics: 'Describe* Get* List*',
    xray: 'BatchGet* Get* List* StartTraceRetrieval CancelTraceRetrieval',
  },
  ofPlaces({ oam: 'ListAttachedLinks' }, ['arn:aws:oam:*:*:sink/*']),
  ofPlaces({ iam: 'GetRole' }, [
    'arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals',
  ]),
  ofPlaces({ cloudtrail: 'GetChannel' }, [
    'arn:aws:cloudtrail:*:*:channel/aws-service-channel/application-signals/*',
  ]),
  ofPlaces(
    { servicequotas: 'GetServiceQuota' },
    quotaServices.map((service) => `arn:aws:servicequotas:*:*:${service}/*`),
  ),
  ofPlaces(
    { 'resource-explorer-2': 'ListIndexes Search' },
    views.map((view) => `arn:aws:resource-explorer-2:*::view/${view}/service-view`),
  ),
);
