import type { KeyPair } from '../clients.ts';
import { AwsError } from '../contract.ts';
import type { Administrator } from '../host/administrator.ts';
import type { SetUp } from '../iam/set-up.ts';
import { mistake } from './mistakes.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioError } from './scenario-error.ts';

type User = Scenario['users'][number];
type Role = Scenario['roles'][number];
type Field = readonly PropertyKey[];

/** The access keys that were made, by user name. */
export type SeededKeys = Record<string, KeyPair[]>;

const managedArn = (name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:iam::aws:policy/${name}`;

/** Fills the IAM of an account, by its id: as AWS itself, which may also make the roles that only AWS makes. */
export type SetUpAccount = (accountId: string) => SetUp;

/**
 * Fills the home account with a scenario.
 * @returns every access key of a user that was made
 * @throws ScenarioError that names the field where AWS refuses what it holds, such as a policy that is not there
 */
export const seed = async (scenario: Scenario, administrator: Administrator): Promise<SeededKeys> => {
  const keys = await seedPeople(scenario, [], administrator);
  for (const [index, Bucket] of scenario.buckets.entries()) {
    await from(['buckets', index], administrator('s3', 'CreateBucket', { Bucket }));
  }
  for (const [Name, SecretString] of Object.entries(scenario.secrets)) {
    const made = administrator('secretsmanager', 'CreateSecret', { Name, SecretString });
    await from(['secrets', Name], made);
  }
  return keys;
};

/**
 * Fills the further accounts of a scenario.
 * @returns the access keys of their users, by account id
 * @throws ScenarioError as `seed` does
 */
export const seedMembers = async (
  { members }: Scenario,
  setUp: SetUpAccount,
): Promise<Record<string, SeededKeys>> => {
  const keys: Record<string, SeededKeys> = {};
  for (const [index, member] of members.entries()) {
    const account = setUp(member.accountId);
    const asAws: Administrator = async (_, operation, input) => account.run(operation, input);
    keys[member.accountId] = await seedPeople(member, ['members', index], asAws);
  }
  return keys;
};

/** The root keys that a scenario asks for, by account id. */
export const seedRootKeys = (scenario: Scenario, setUp: SetUpAccount): Record<string, KeyPair[]> =>
  Object.fromEntries(
    [scenario, ...scenario.members].map(({ accountId, rootAccessKeys }) => [
      accountId,
      Array.from({ length: rootAccessKeys }, () => setUp(accountId).createRootKey()),
    ]),
  );

const seedPeople = async (
  { users, roles }: Pick<Scenario, 'users' | 'roles'>,
  field: Field,
  administrator: Administrator,
): Promise<SeededKeys> => {
  const keys: SeededKeys = {};
  for (const [index, user] of users.entries()) {
    keys[user.name] = await seedUser(user, [...field, 'users', index], administrator);
  }
  for (const [index, role] of roles.entries()) {
    await seedRole(role, [...field, 'roles', index], administrator);
  }
  return keys;
};

// Only the account itself knows whether a policy exists, a name is taken or a document is a policy.
const from = async <T>(
  field: Field,
  work: Promise<T>,
  memberBehind: Record<string, string> = {},
): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const member = memberBehind[error.code];
    const path = member === undefined ? field : [...field, member];
    throw new ScenarioError([mistake(path, error.message)], { cause: error });
  }
};

const seedUser = async (user: User, field: Field, administrator: Administrator): Promise<KeyPair[]> => {
  const UserName = user.name;
  const created = administrator('iam', 'CreateUser', {
    UserName,
    Tags: Object.entries(user.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(user.path && { Path: user.path }),
  });
  await from(field, created, { EntityAlreadyExists: 'name' });
  if (user.boundary) {
    const PermissionsBoundary = managedArn(user.boundary);
    const put = administrator('iam', 'PutUserPermissionsBoundary', { UserName, PermissionsBoundary });
    await from([...field, 'boundary'], put);
  }
  await givePolicies('User', user, field, administrator);
  if (user.consolePassword) {
    await administrator('iam', 'CreateLoginProfile', { UserName, Password: `Local-${crypto.randomUUID()}` });
  }
  for (const [index, ServiceName] of user.serviceCredentials.entries()) {
    const made = administrator('iam', 'CreateServiceSpecificCredential', { UserName, ServiceName });
    await from([...field, 'serviceCredentials', index], made);
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

const seedRole = async (role: Role, field: Field, administrator: Administrator): Promise<void> => {
  const created = administrator('iam', 'CreateRole', {
    RoleName: role.name,
    AssumeRolePolicyDocument: JSON.stringify(role.trust),
    ...(role.path && { Path: role.path }),
  });
  await from(field, created, { EntityAlreadyExists: 'name', MalformedPolicyDocument: 'trust' });
  await givePolicies('Role', role, field, administrator);
  if (role.instanceProfile) await seedProfile(role.name, [...field, 'instanceProfile'], administrator);
};

const seedProfile = async (RoleName: string, field: Field, administrator: Administrator): Promise<void> => {
  const InstanceProfileName = RoleName;
  await from(field, administrator('iam', 'CreateInstanceProfile', { InstanceProfileName }));
  const added = administrator('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
  await from(field, added);
};

const givePolicies = async (
  kind: 'User' | 'Role',
  { name, policies, inlinePolicies }: User | Role,
  field: Field,
  administrator: Administrator,
): Promise<void> => {
  const holder = { [`${kind}Name`]: name };
  for (const [index, policy] of policies.entries()) {
    const input = { ...holder, PolicyArn: managedArn(policy) };
    await from([...field, 'policies', index], administrator('iam', `Attach${kind}Policy`, input));
  }
  for (const [PolicyName, document] of Object.entries(inlinePolicies)) {
    const input = { ...holder, PolicyName, PolicyDocument: JSON.stringify(document) };
    await from([...field, 'inlinePolicies', PolicyName], administrator('iam', `Put${kind}Policy`, input));
  }
};
