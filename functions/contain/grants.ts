import { guardTag } from '#lib/credential/guard-tag.ts';
import { type Grants, tellElsewhere } from '#lib/platform/grants.ts';

export const grants: Grants = (deployment) => {
  const { revokeSessionsFunctionArn, memberRolePattern, organizationId } = deployment;
  const users = `arn:${deployment.partition}:iam::${deployment.accountId}:user/*`;
  const roles = `arn:${deployment.partition}:iam::${deployment.accountId}:role/*`;
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
      why: 'what else the deny of a user stops, with its last use',
      actions: ['iam:GetLoginProfile', 'iam:ListServiceSpecificCredentials'],
      resources: [users],
    },
    {
      why: 'switching off service-specific credentials that were made after the leak',
      actions: ['iam:UpdateServiceSpecificCredential'],
      resources: [users],
    },
    {
      why: 'what stands on the role of a leaked session; changing it is for revoke-sessions',
      actions: ['iam:GetRole', 'iam:GetRolePolicy'],
      resources: [roles],
    },
    {
      why: 'what stands on a role that the thief made; the same call reads its containment back',
      actions: ['iam:ListAttachedRolePolicies'],
      resources: [roles],
    },
    {
      why: 'denying a role that the thief made: AWSDenyAll and no other policy',
      actions: ['iam:AttachRolePolicy'],
      resources: [roles],
      conditions: { ArnEquals: { 'iam:PolicyARN': denyAll } },
    },
    {
      why: 'denying such a role where no further policy can be attached: AWSDenyAll and no other boundary',
      actions: ['iam:PutRolePermissionsBoundary'],
      resources: [roles],
      conditions: { ArnEquals: { 'iam:PermissionsBoundary': denyAll } },
    },
    ...(deployment.guard
      ? [
          {
            why: 'telling the guard who is contained: this one tag with this one value',
            actions: ['iam:TagUser', 'iam:TagRole'],
            resources: [users, roles],
            conditions: {
              StringEquals: { [`aws:RequestTag/${guardTag.key}`]: guardTag.value },
              'ForAllValues:StringEquals': { 'aws:TagKeys': guardTag.key },
            },
          },
        ]
      : []),
    {
      why: 'the same in a member account; only in our own organization, so that nobody else learns the external id',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: [memberRolePattern],
      ...(organizationId && { conditions: { StringEquals: { 'aws:ResourceOrgID': organizationId } } }),
    },
    ...(organizationId
      ? [
          {
            why: 'whether an account is one of our organization; the call has no resource of other accounts',
            actions: ['organizations:DescribeAccount'],
            resources: ['*'],
          },
        ]
      : []),
    {
      why: 'the account of a key that is not found in ours; the call has no resource type',
      actions: ['sts:GetAccessKeyInfo'],
      resources: ['*'],
    },
    {
      why: 'the one record of each incident, and what is counted and remembered beside it',
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [deployment.tableArn],
    },
    {
      why: 'finding what waits in the backlog, when a person asks for it, and what came from an incident, when the investigation does',
      actions: ['dynamodb:Scan'],
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
    ...tellElsewhere(deployment.destinations),
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
      why: 'starting the investigation, and having the sessions of a role denied',
      actions: ['lambda:InvokeFunction'],
      resources: [
        deployment.investigateFunctionArn,
        ...(revokeSessionsFunctionArn ? [revokeSessionsFunctionArn] : []),
      ],
    },
  ];
};
