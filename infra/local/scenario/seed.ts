import type { KeyPair } from '../clients.ts';
import type { Administrator } from '../host/administrator.ts';
import type { Scenario } from './scenario.ts';

type User = Scenario['users'][number];
type Role = Scenario['roles'][number];

/** The access keys that were made, by user name. */
export type SeededKeys = Record<string, KeyPair[]>;

const managedArn = (name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:iam::aws:policy/${name}`;

/** Fills an account with a scenario. @returns every access key that was made */
export const seed = async (scenario: Scenario, administrator: Administrator): Promise<SeededKeys> => {
  const keys: SeededKeys = {};
  for (const user of scenario.users) keys[user.name] = await seedUser(user, administrator);
  for (const role of scenario.roles) await seedRole(role, administrator);
  for (const Bucket of scenario.buckets) await administrator('s3', 'CreateBucket', { Bucket });
  for (const [Name, SecretString] of Object.entries(scenario.secrets)) {
    await administrator('secretsmanager', 'CreateSecret', { Name, SecretString });
  }
  return keys;
};

const seedUser = async (user: User, administrator: Administrator): Promise<KeyPair[]> => {
  const UserName = user.name;
  await administrator('iam', 'CreateUser', {
    UserName,
    Tags: Object.entries(user.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(user.path && { Path: user.path }),
    ...(user.boundary && { PermissionsBoundary: managedArn(user.boundary) }),
  });
  for (const policy of user.policies) {
    await administrator('iam', 'AttachUserPolicy', { UserName, PolicyArn: managedArn(policy) });
  }
  for (const [PolicyName, document] of Object.entries(user.inlinePolicies)) {
    const PolicyDocument = JSON.stringify(document);
    await administrator('iam', 'PutUserPolicy', { UserName, PolicyName, PolicyDocument });
  }
  if (user.consolePassword) {
    await administrator('iam', 'CreateLoginProfile', { UserName, Password: `Local-${crypto.randomUUID()}` });
  }
  const keys: KeyPair[] = [];
  for (let made = 0; made < user.accessKeys; made++) keys.push(await newKey(UserName, administrator));
  return keys;
};

/** Makes an access key for a user. */
export const newKey = async (UserName: string, administrator: Administrator): Promise<KeyPair> => {
  const { AccessKey } = await administrator('iam', 'CreateAccessKey', { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
};

const seedRole = async (role: Role, administrator: Administrator): Promise<void> => {
  const RoleName = role.name;
  await administrator('iam', 'CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(role.trust),
    ...(role.path && { Path: role.path }),
  });
  for (const policy of role.policies) {
    await administrator('iam', 'AttachRolePolicy', { RoleName, PolicyArn: managedArn(policy) });
  }
  for (const [PolicyName, document] of Object.entries(role.inlinePolicies)) {
    const PolicyDocument = JSON.stringify(document);
    await administrator('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
  }
};
