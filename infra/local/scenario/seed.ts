import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Clients, KeyPair } from '../clients.ts';
import type { Scenario } from './scenario.ts';

type User = Scenario['users'][number];
type Role = Scenario['roles'][number];

/** The access keys that were made, by user name. */
export type SeededKeys = Record<string, KeyPair[]>;

const managedArn = (name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:iam::aws:policy/${name}`;

/** Fills an account with a scenario, through its root user's SDK clients. @returns every key that was made */
export const seed = async (scenario: Scenario, { iam, s3, secrets }: Clients): Promise<SeededKeys> => {
  const keys: SeededKeys = {};
  for (const user of scenario.users) keys[user.name] = await seedUser(user, iam);
  for (const role of scenario.roles) await seedRole(role, iam);
  for (const Bucket of scenario.buckets) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const [Name, SecretString] of Object.entries(scenario.secrets)) {
    await secrets.send(new CreateSecretCommand({ Name, SecretString }));
  }
  return keys;
};

const seedUser = async (user: User, iam: IAMClient): Promise<KeyPair[]> => {
  const UserName = user.name;
  await iam.send(
    new CreateUserCommand({
      UserName,
      Tags: Object.entries(user.tags).map(([Key, Value]) => ({ Key, Value })),
      ...(user.path && { Path: user.path }),
      ...(user.boundary && { PermissionsBoundary: managedArn(user.boundary) }),
    }),
  );
  for (const policy of user.policies) {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: managedArn(policy) }));
  }
  for (const [PolicyName, document] of Object.entries(user.inlinePolicies)) {
    await iam.send(
      new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
  }
  if (user.consolePassword) {
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: `Local-${crypto.randomUUID()}` }));
  }
  return Promise.all(Array.from({ length: user.accessKeys }, () => newKey(iam, UserName)));
};

const newKey = async (iam: IAMClient, UserName: string): Promise<KeyPair> => {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
};

const seedRole = async (role: Role, iam: IAMClient): Promise<void> => {
  const RoleName = role.name;
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(role.trust),
      ...(role.path && { Path: role.path }),
    }),
  );
  for (const policy of role.policies) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: managedArn(policy) }));
  }
  for (const [PolicyName, document] of Object.entries(role.inlinePolicies)) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) }),
    );
  }
};
