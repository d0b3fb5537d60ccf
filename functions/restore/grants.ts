import { guardTag } from '#lib/credential/guard-tag.ts';
import { type Grant, type Grants, tellElsewhere } from '#lib/platform/grants.ts';

export const grants: Grants = (deployment) => {
  const { revokeSessionsFunctionArn, memberRolePattern, organizationId } = deployment;
  const users = `arn:${deployment.partition}:iam::${deployment.accountId}:user/*`;
  const roles = `arn:${deployment.partition}:iam::${deployment.accountId}:role/*`;
  const denyAll = `arn:${deployment.partition}:iam::aws:policy/AWSDenyAll`;
  return [
    {
      why: 'what stands now, before and after the restore',
      actions: ['iam:GetUser', 'iam:ListAccessKeys', 'iam:ListAttachedUserPolicies'],
      resources: [users],
    },
    {
      why: 'finding a user that was renamed since, by its key',
      actions: ['iam:GetAccessKeyLastUsed'],
      resources: ['*'],
    },
    {
      why: 'switching a wrongly contained key on again',
      actions: ['iam:UpdateAccessKey'],
      resources: [users],
    },
    {
      why: 'lifting our own deny of a user and no other policy',
      actions: ['iam:DetachUserPolicy'],
      resources: [users],
      conditions: { ArnEquals: { 'iam:PolicyARN': denyAll } },
    },
    ...putBackBoundaries('iam:PutUserPermissionsBoundary', users, deployment.restorableBoundaries),
    {
      why: 'taking our own boundary off a user and no other',
      actions: ['iam:DeleteUserPermissionsBoundary'],
      resources: [users],
      conditions: { ArnEquals: { 'iam:PermissionsBoundary': denyAll } },
    },
    {
      why: 'service-specific credentials that were switched off',
      actions: ['iam:ListServiceSpecificCredentials', 'iam:UpdateServiceSpecificCredential'],
      resources: [users],
    },
    {
      why: 'what stands on a role whose session was denied; changing it is for revoke-sessions',
      actions: ['iam:GetRole', 'iam:GetRolePolicy'],
      resources: [roles],
    },
    {
      why: 'what stands on a role that was denied itself',
      actions: ['iam:ListAttachedRolePolicies'],
      resources: [roles],
    },
    {
      why: 'lifting our own deny of a role and no other policy',
      actions: ['iam:DetachRolePolicy'],
      resources: [roles],
      conditions: { ArnEquals: { 'iam:PolicyARN': denyAll } },
    },
    ...putBackBoundaries('iam:PutRolePermissionsBoundary', roles, deployment.restorableBoundaries),
    {
      why: 'taking our own boundary off a role and no other',
      actions: ['iam:DeleteRolePermissionsBoundary'],
      resources: [roles],
      conditions: { ArnEquals: { 'iam:PermissionsBoundary': denyAll } },
    },
    ...(deployment.guard
      ? [
          {
            why: 'taking off the tag that told the guard, or putting back what stood under its key',
            actions: ['iam:UntagUser', 'iam:UntagRole', 'iam:TagUser', 'iam:TagRole'],
            resources: [users, roles],
            conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': guardTag.key } },
          },
          {
            why: 'whether other sessions of the role are denied still, and need the tag',
            actions: ['iam:ListRolePolicies'],
            resources: [roles],
          },
        ]
      : []),
    ...(revokeSessionsFunctionArn
      ? [
          {
            why: 'taking the deny of a session off its role',
            actions: ['lambda:InvokeFunction'],
            resources: [revokeSessionsFunctionArn],
          },
        ]
      : []),
    {
      why: 'the same in a member account; only in our own organization, so that nobody else learns the external id',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: [memberRolePattern],
      ...(organizationId && { conditions: { StringEquals: { 'aws:ResourceOrgID': organizationId } } }),
    },
    {
      why: 'whether the alert that reported the leak is still open',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [deployment.githubAppSecretArn],
    },
    {
      why: 'the record of what stood before',
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [deployment.tableArn],
    },
    {
      why: 'finding what came from the incident: that is restored with it',
      actions: ['dynamodb:Scan'],
      resources: [deployment.tableArn],
    },
    ...tellElsewhere(deployment.destinations),
    { why: 'the mail that tells of it', actions: ['sns:Publish'], resources: [deployment.mailTopicArn] },
  ];
};

/** Whoever may set any boundary may loosen one: only those that people have listed. */
const putBackBoundaries = (action: string, resource: string, listed: readonly string[] = []): Grant[] =>
  listed.length === 0
    ? []
    : [
        {
          why: 'putting back the boundary that stood before, of those that are listed for it',
          actions: [action],
          resources: [resource],
          conditions: { ArnEquals: { 'iam:PermissionsBoundary': [...listed] } },
        },
      ];
