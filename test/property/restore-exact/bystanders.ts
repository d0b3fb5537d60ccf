import { AwsError } from '#infra/local/contract.ts';
import type { AccountState } from '#test/drill/account-state.ts';
import { denyAll, type Filled, type FilledUser } from './account.ts';
import type { Cloud } from './cloud.ts';

/** What somebody else did between containment and restore. */
export interface Meanwhile {
  /** The account that must stand after the restore, from the one that stood before the leak. */
  expected(before: AccountState): AccountState;
  /** It changes the very thing that would be put back: the restore must be refused. */
  refused?: true;
}

interface Scene {
  user: FilledUser;
  role: { name: string };
  cloud: Cloud;
  /** The account as it is now, contained. */
  now: AccountState;
}

type Bystander = (scene: Scene) => Meanwhile | undefined;

type User = AccountState['users'][number];
type Role = AccountState['roles'][number];

/** The state with one user changed. */
const withUser =
  (name: string, change: (user: User) => Partial<User>): Meanwhile['expected'] =>
  (before) => ({
    ...before,
    users: before.users.map((user) => (user.user === name ? { ...user, ...change(user) } : user)),
  });

const withRole =
  (name: string, change: (role: Role) => Partial<Role>): Meanwhile['expected'] =>
  (before) => ({
    ...before,
    roles: before.roles.map((role) => (role.role === name ? { ...role, ...change(role) } : role)),
  });

const sorted = (record: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }],
});
/** IAM lists users by name: this one comes behind every generated one. */
const lastOfAll = 'z'.repeat(30);
const support = 'arn:aws:iam::aws:policy/AWSSupportAccess';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

const aboutTheUser: Record<string, Bystander> = {
  'tags the user': ({ user: { name: UserName }, cloud: { run } }) => {
    const tag = { Key: 'seen-by', Value: 'a bystander' };
    run('TagUser', { UserName, Tags: [tag] });
    return { expected: withUser(UserName, ({ tags }) => ({ tags: [...tags, tag] })) };
  },
  'gives the user an inline policy': ({ user: { name: UserName }, cloud: { run } }) => {
    run('PutUserPolicy', { UserName, PolicyName: 'meanwhile', PolicyDocument: document });
    return {
      expected: withUser(UserName, ({ inline }) => ({ inline: sorted({ ...inline, meanwhile: document }) })),
    };
  },
  'attaches a policy to the user': ({ user: { name: UserName }, cloud: { run } }) => {
    try {
      run('AttachUserPolicy', { UserName, PolicyArn: support });
    } catch (error) {
      if (error instanceof AwsError && error.code === 'LimitExceeded') return undefined;
      throw error;
    }
    return { expected: withUser(UserName, ({ attached }) => ({ attached: [...attached, support].sort() })) };
  },
  'detaches a policy from the user': ({ user: { name: UserName, attached }, cloud: { run } }) => {
    const PolicyArn = attached.find((arn) => arn !== denyAll);
    if (!PolicyArn) return undefined;
    run('DetachUserPolicy', { UserName, PolicyArn });
    const without = (arns: string[]) => arns.filter((arn) => arn !== PolicyArn);
    return { expected: withUser(UserName, (user) => ({ attached: without(user.attached) })) };
  },
  'takes the user out of its groups': ({ user: { name: UserName, groups }, cloud: { run } }) => {
    for (const GroupName of groups) run('RemoveUserFromGroup', { UserName, GroupName });
    return { expected: (before) => withoutEmptyGroups(withUser(UserName, () => ({ groups: [] }))(before)) };
  },
  'deletes the leaked key': ({ user: { name: UserName, keyIds }, cloud: { run } }) => {
    const [AccessKeyId] = keyIds;
    if (!AccessKeyId) return undefined;
    run('DeleteAccessKey', { UserName, AccessKeyId });
    return { expected: withUser(UserName, ({ keys }) => ({ keys: keys.filter(isNot(AccessKeyId)) })) };
  },
  'switches the leaked key on again': ({ user: { name: UserName, keyIds }, cloud: { run } }) => {
    const [AccessKeyId] = keyIds;
    if (!AccessKeyId) return undefined;
    run('UpdateAccessKey', { UserName, AccessKeyId, Status: 'Active' });
    const on = (key: { AccessKeyId: string }) =>
      isNot(AccessKeyId)(key) ? key : { ...key, Status: 'Active' };
    return { expected: withUser(UserName, ({ keys }) => ({ keys: keys.map(on) })) };
  },
  'takes the deny off': ({ user: { name: UserName }, cloud: { run }, now }) => {
    if (!isAttached(now, UserName)) return undefined;
    run('DetachUserPolicy', { UserName, PolicyArn: denyAll });
    const without = (arns: string[]) => arns.filter((arn) => arn !== denyAll);
    return { expected: withUser(UserName, ({ attached }) => ({ attached: without(attached) })) };
  },
  'sets another boundary': ({ user: { name: UserName, boundary }, cloud: { run }, now }) => {
    const bound =
      now.users.find(({ user }) => user === UserName)?.boundary === denyAll && boundary !== denyAll;
    run('PutUserPermissionsBoundary', { UserName, PermissionsBoundary: readOnly });
    const expected = withUser(UserName, () => ({ boundary: readOnly }));
    return bound ? { expected, refused: true } : { expected };
  },
  'makes another user': ({ cloud: { run } }) => {
    const { User } = run('CreateUser', { UserName: lastOfAll });
    const made = {
      user: lastOfAll,
      identity: User,
      tags: [],
      boundary: null,
      keys: [],
      attached: [],
      inline: {},
    };
    return {
      expected: (before) => ({
        ...before,
        users: [...before.users, { ...made, groups: [], console: null, services: [] }],
      }),
    };
  },
};

const isNot = (id: string) => (key: { AccessKeyId: string }) => key.AccessKeyId !== id;

const isAttached = ({ users }: AccountState, name: string): boolean =>
  users.some(({ user, attached }) => user === name && attached.includes(denyAll));

// Only groups with a member are seen.
const withoutEmptyGroups = (state: AccountState): AccountState => {
  const inUse = new Set(
    state.users.flatMap(({ groups }) => groups.map((each: { GroupName: string }) => each.GroupName)),
  );
  return { ...state, groups: state.groups.filter(({ group }) => inUse.has(group)) };
};

const aboutTheRole: Record<string, Bystander> = {
  'tags the role': ({ role: { name: RoleName }, cloud: { run } }) => {
    const tag = { Key: 'seen-by', Value: 'a bystander' };
    run('TagRole', { RoleName, Tags: [tag] });
    return { expected: withRole(RoleName, ({ tags }) => ({ tags: [...tags, tag] })) };
  },
  'trusts somebody else': ({ role: { name: RoleName }, cloud: { run } }) => {
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    });
    run('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trust });
    return { expected: withRole(RoleName, () => ({ trust })) };
  },
  'gives the role a policy': ({ role: { name: RoleName }, cloud: { run } }) => {
    run('PutRolePolicy', { RoleName, PolicyName: 'meanwhile', PolicyDocument: document });
    return {
      expected: withRole(RoleName, ({ inline }) => ({ inline: sorted({ ...inline, meanwhile: document }) })),
    };
  },
  'takes our policy off the role': ({ role: { name: RoleName }, cloud: { run }, now }) => {
    const [PolicyName] = ours(now, RoleName);
    if (!PolicyName) return undefined;
    run('DeleteRolePolicy', { RoleName, PolicyName });
    return { expected: (before) => before };
  },
  'writes something else into our policy': ({ role: { name: RoleName }, cloud: { run }, now }) => {
    const [PolicyName] = ours(now, RoleName);
    if (!PolicyName) return undefined;
    run('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: document });
    return { expected: (before) => before, refused: true };
  },
};

const ours = ({ roles }: AccountState, name: string): string[] =>
  Object.keys(roles.find(({ role }) => role === name)?.inline ?? {}).filter((policy) =>
    policy.startsWith('TourniquetDeny-'),
  );

const bystanders = { ...aboutTheUser, ...aboutTheRole };
export const doings = Object.keys(bystanders);

/** Lets a bystander act. @returns undefined where there is nothing that it could do */
export const act = (
  doing: string,
  { users: [user], roles: [role] }: Filled,
  cloud: Cloud,
  now: AccountState,
): Meanwhile | undefined => {
  if (!user || !role) throw new Error('an account has a user and a role');
  return bystanders[doing]?.({ user, role, cloud, now });
};
