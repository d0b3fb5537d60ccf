import type { EmbeddedAws } from '#infra/local/embedded-aws.ts';

type Ask = EmbeddedAws['administer'];
type Role = { RoleName: string; AssumeRolePolicyDocument: string };

const userState = async (ask: Ask, { UserName }: { UserName: string }) => {
  const of = { UserName };
  const { User } = await ask('iam', 'GetUser', of);
  return {
    user: UserName,
    tags: User.Tags,
    boundary: User.PermissionsBoundary?.PermissionsBoundaryArn,
    keys: (await ask('iam', 'ListAccessKeys', of)).AccessKeyMetadata,
    attached: (await ask('iam', 'ListAttachedUserPolicies', of)).AttachedPolicies,
    inline: (await ask('iam', 'ListUserPolicies', of)).PolicyNames,
    groups: (await ask('iam', 'ListGroupsForUser', of)).Groups,
  };
};

const roleState = async (ask: Ask, { RoleName, AssumeRolePolicyDocument }: Role) => ({
  role: RoleName,
  trust: AssumeRolePolicyDocument,
  attached: (await ask('iam', 'ListAttachedRolePolicies', { RoleName })).AttachedPolicies,
  inline: (await ask('iam', 'ListRolePolicies', { RoleName })).PolicyNames,
});

export interface AccountState {
  users: Awaited<ReturnType<typeof userState>>[];
  roles: Awaited<ReturnType<typeof roleState>>[];
  policies: unknown;
}

/** Everything about users and roles that a function could change, as IAM shows it: to compare before with after. */
export const accountState = async ({ administer }: EmbeddedAws): Promise<AccountState> => {
  const { Users } = await administer('iam', 'ListUsers', { MaxItems: 1_000 });
  const { Roles } = await administer('iam', 'ListRoles', { MaxItems: 1_000 });
  return {
    users: await Promise.all(Users.map((user: { UserName: string }) => userState(administer, user))),
    roles: await Promise.all(Roles.map((role: Role) => roleState(administer, role))),
    policies: (await administer('iam', 'ListPolicies', { Scope: 'Local' })).Policies,
  };
};
