import type { Grants } from '#lib/platform/grants.ts';

export const grants: Grants = ({ tableArn, mailTopicArn, signalsQueueArn }) => [
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
