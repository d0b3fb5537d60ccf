import type { Grants } from '#lib/platform/grants.ts';

export const grants: Grants = (deployment) => {
  const users = `arn:${deployment.partition}:iam::${deployment.accountId}:user/*`;
  const denyAll = `arn:${deployment.partition}:iam::aws:policy/AWSDenyAll`;
  return [
    {
      why: 'whose key it is; limited to users, IAM would refuse to say that a deleted key is unknown',
      actions: ['iam:GetAccessKeyLastUsed'],
      resources: ['*'],
    },
    {
      why: 'what stands on its user; the same calls read containment back',
      actions: ['iam:GetUser', 'iam:ListAccessKeys', 'iam:ListAttachedUserPolicies'],
      resources: [users],
    },
    {
      why: 'switching the leaked key off; IAM has no condition that would allow only Inactive',
      actions: ['iam:UpdateAccessKey'],
      resources: [users],
    },
    {
      why: 'denying the user: AWSDenyAll and no other policy',
      actions: ['iam:AttachUserPolicy'],
      resources: [users],
      conditions: { ArnEquals: { 'iam:PolicyARN': denyAll } },
    },
    {
      why: 'denying the user where no further policy can be attached: AWSDenyAll and no other boundary',
      actions: ['iam:PutUserPermissionsBoundary'],
      resources: [users],
      conditions: { ArnEquals: { 'iam:PermissionsBoundary': denyAll } },
    },
    {
      why: 'the account of a key that is not found in ours; the call has no resource type',
      actions: ['sts:GetAccessKeyInfo'],
      resources: ['*'],
    },
    {
      why: 'the one record of each incident',
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [deployment.tableArn],
    },
    {
      why: 'reading the alert that a GitHub webhook named',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [deployment.githubAppSecretArn],
    },
    {
      why: 'asking itself for a later look; keeping for people what was not understood; being fed by the queue',
      actions: ['sqs:SendMessage'],
      resources: [deployment.signalsQueueArn, deployment.deadLettersQueueArn],
    },
    {
      why: 'Lambda receives from the queue with the role of the function',
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [deployment.signalsQueueArn],
    },
    {
      why: 'mails and pages',
      actions: ['sns:Publish'],
      resources: [deployment.mailTopicArn, deployment.pagesTopicArn],
    },
    {
      why: 'starting the investigation',
      actions: ['lambda:InvokeFunction'],
      resources: [deployment.investigateFunctionArn],
    },
  ];
};
