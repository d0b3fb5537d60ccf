import type { EmbeddedAws } from '#infra/local/embedded-aws.ts';

/** Asks one account as its root user would, unjudged and unrecorded. */
export type Ask = EmbeddedAws['administer'];

type Named = { PolicyArn: string };
type Role = { RoleName: string; AssumeRolePolicyDocument: string };

const arnsOf = (answer: { AttachedPolicies: Named[] }): string[] =>
  answer.AttachedPolicies.map(({ PolicyArn }) => PolicyArn);

/** The text of each inline policy, by name. */
const inlineOf = async (ask: Ask, kind: 'User' | 'Role' | 'Group', holder: object) => {
  const { PolicyNames } = await ask('iam', `List${kind}Policies`, holder);
  const documents: Record<string, string> = {};
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument } = await ask('iam', `Get${kind}Policy`, { ...holder, PolicyName });
    documents[PolicyName] = decodeURIComponent(PolicyDocument);
  }
  return documents;
};

const loginProfileOf = async (ask: Ask, of: { UserName: string }): Promise<object | null> => {
  try {
    return (await ask('iam', 'GetLoginProfile', of)).LoginProfile;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NoSuchEntity') return null;
    throw error;
  }
};

const userState = async (ask: Ask, { UserName }: { UserName: string }) => {
  const of = { UserName };
  const { User } = await ask('iam', 'GetUser', of);
  const { PermissionsBoundary, Tags = [], ...identity } = User;
  return {
    user: UserName,
    identity,
    tags: Tags,
    boundary: PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    keys: (await ask('iam', 'ListAccessKeys', of)).AccessKeyMetadata,
    attached: arnsOf(await ask('iam', 'ListAttachedUserPolicies', of)),
    inline: await inlineOf(ask, 'User', of),
    groups: (await ask('iam', 'ListGroupsForUser', of)).Groups,
    console: await loginProfileOf(ask, of),
    services: (await ask('iam', 'ListServiceSpecificCredentials', of)).ServiceSpecificCredentials,
  };
};

const roleState = async (ask: Ask, { RoleName }: Role) => {
  const { Role } = await ask('iam', 'GetRole', { RoleName });
  // Whoever uses the role changes when it was last used.
  const { PermissionsBoundary, RoleLastUsed: _, Tags = [], AssumeRolePolicyDocument, ...identity } = Role;
  return {
    role: RoleName,
    identity,
    tags: Tags,
    trust: decodeURIComponent(AssumeRolePolicyDocument),
    boundary: PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    attached: arnsOf(await ask('iam', 'ListAttachedRolePolicies', { RoleName })),
    inline: await inlineOf(ask, 'Role', { RoleName }),
  };
};

const groupState = async (ask: Ask, GroupName: string) => ({
  group: GroupName,
  attached: arnsOf(await ask('iam', 'ListAttachedGroupPolicies', { GroupName })),
  inline: await inlineOf(ask, 'Group', { GroupName }),
});

const policyState = async (ask: Ask, { Arn: PolicyArn }: { Arn: string }) => {
  const { PolicyVersion } = await ask('iam', 'GetPolicyVersion', { PolicyArn, VersionId: 'v1' });
  return { policy: PolicyArn, document: decodeURIComponent(PolicyVersion.Document) };
};

export interface AccountState {
  users: Awaited<ReturnType<typeof userState>>[];
  roles: Awaited<ReturnType<typeof roleState>>[];
  /** Those that have a member. */
  groups: Awaited<ReturnType<typeof groupState>>[];
  policies: Awaited<ReturnType<typeof policyState>>[];
  rootKeys: unknown[];
}

const each = async <T, S>(items: readonly T[], read: (item: T) => Promise<S>): Promise<S[]> => {
  const states: S[] = [];
  for (const item of items) states.push(await read(item));
  return states;
};

/** Everything that IAM shows of an account: to compare before with after. */
export const accountStateBy = async (ask: Ask): Promise<AccountState> => {
  const { Users } = await ask('iam', 'ListUsers', { MaxItems: 1_000 });
  const { Roles } = await ask('iam', 'ListRoles', { MaxItems: 1_000 });
  const users = await each(Users, (user: { UserName: string }) => userState(ask, user));
  const groups = new Set(
    users.flatMap((user) => user.groups.map((group: { GroupName: string }) => group.GroupName)),
  );
  const { Policies } = await ask('iam', 'ListPolicies', { Scope: 'Local', MaxItems: 1_000 });
  return {
    users,
    roles: await each(Roles, (role: Role) => roleState(ask, role)),
    groups: await each([...groups].sort(), (name) => groupState(ask, name)),
    policies: await each(Policies, (policy: { Arn: string }) => policyState(ask, policy)),
    rootKeys: (await ask('iam', 'ListAccessKeys', {})).AccessKeyMetadata,
  };
};

/** The same of an account of the embedded AWS, the home account by default. */
export const accountState = (
  { administerIn, home }: Pick<EmbeddedAws, 'administerIn' | 'home'>,
  accountId = home.accountId,
): Promise<AccountState> => accountStateBy(administerIn(accountId));
