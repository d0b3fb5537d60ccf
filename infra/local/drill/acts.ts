import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Act } from './attempt.ts';

/** What a thief tries with a credential. */
export const acts = {
  listBuckets: ['s3:ListBuckets', ({ s3 }) => s3.send(new ListBucketsCommand({}))],
  listUsers: ['iam:ListUsers', ({ iam }) => iam.send(new ListUsersCommand({}))],
  createUser: [
    'iam:CreateUser',
    ({ iam }) => iam.send(new CreateUserCommand({ UserName: `support-${crypto.randomUUID().slice(0, 8)}` })),
  ],
  readSecret: [
    'secretsmanager:GetSecretValue',
    ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: 'shop/database' })),
  ],
  runInstances: [
    'ec2:RunInstances',
    ({ ec2 }) =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: 'ami-0a1b2c3d',
          InstanceType: 'p4d.24xlarge',
          MinCount: 1,
          MaxCount: 1,
        }),
      ),
  ],
} as const satisfies Record<string, Act>;

/** The call that needs least: what a workload is tried with. */
export const listBuckets: Act = acts.listBuckets;
