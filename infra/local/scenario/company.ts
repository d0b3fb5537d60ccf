import { readScenario } from './scenario.ts';

const allow = (Action: string | string[], Resource: string | string[] = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

const trust = (principal: Record<string, string>) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});

const readOnlyPolicies = [
  'AmazonS3ReadOnlyAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonSQSReadOnlyAccess',
  'AmazonSNSReadOnlyAccess',
  'AmazonDynamoDBReadOnlyAccess',
  'IAMReadOnlyAccess',
  'CloudWatchReadOnlyAccess',
  'AWSLambda_ReadOnlyAccess',
  'AmazonRDSReadOnlyAccess',
  'AmazonVPCReadOnlyAccess',
];

/** A small web shop whose deployment key is about to leak, as the drill and `tourniquet local` know it. */
export const company = readScenario({
  accountId: '264875319082',
  region: 'eu-central-1',
  leaks: 'deploy-bot',
  users: [
    {
      name: 'deploy-bot',
      path: '/ci/',
      inlinePolicies: {
        deploy: allow(['s3:*', 'ec2:*', 'iam:*', 'sts:*', 'lambda:*', 'secretsmanager:GetSecretValue']),
      },
      tags: { team: 'platform' },
    },
    {
      name: 'shop-backend',
      path: '/services/',
      inlinePolicies: {
        backend: allow(['s3:ListAllMyBuckets', 's3:GetObject', 'secretsmanager:GetSecretValue']),
      },
    },
    // No room for another attached policy, so the deny must become the boundary.
    { name: 'reporting', policies: readOnlyPolicies },
    { name: 'alice', policies: ['AdministratorAccess'], accessKeys: 2, consolePassword: true },
  ],
  roles: [
    {
      name: 'shop-server',
      trust: trust({ Service: 'ec2.amazonaws.com' }),
      policies: ['AmazonS3ReadOnlyAccess'],
      instanceProfile: true,
    },
    {
      name: 'deployment',
      trust: trust({ AWS: 'arn:aws:iam::264875319082:root' }),
      policies: ['AdministratorAccess'],
    },
    // Only a deployment may take it: whoever has a session of that role is one step further.
    {
      name: 'backup',
      trust: trust({ AWS: 'arn:aws:iam::264875319082:role/deployment' }),
      inlinePolicies: {
        backup: allow(['s3:ListAllMyBuckets', 's3:GetObject', 'secretsmanager:GetSecretValue']),
      },
    },
  ],
  buckets: ['acme-shop-assets', 'acme-shop-backups'],
  secrets: { 'shop/database': 'postgres://shop@db.internal/shop' },
});
