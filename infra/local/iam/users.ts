import type { Operation, Shape } from '../contract.ts';
import { arnOfNobody, isRoot, rootArn, userArn } from './arns.ts';
import { checkBoundary } from './boundaries.ts';
import type { User } from './entities.ts';
import { deleteConflict } from './errors.ts';
import { checkName, checkPath } from './names.ts';
import { type PageInput, page } from './pages.ts';
import type { State } from './state.ts';
import { about, aboutPermissions, changeableOf, subjectOf, users } from './subject.ts';
import { requestTags, type Tag, tagsFrom, tagsOut } from './tags.ts';
import { newUniqueId, toSecond } from './unique-id.ts';

interface CreateInput {
  UserName: string;
  Path?: string;
  PermissionsBoundary?: string;
  Tags?: Tag[];
}

/** Lists show a user without its tags and boundary; only GetUser and CreateUser show these. */
export const userOut = (user: User) => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: userArn(user),
  CreateDate: user.createDate,
});

const described = (user: User) => ({
  ...userOut(user),
  ...(user.passwordLastUsed && { PasswordLastUsed: user.passwordLastUsed }),
  ...(user.boundary && { PermissionsBoundary: boundaryOut(user.boundary) }),
  ...(user.tags.size > 0 && { Tags: tagsOut(user.tags) }),
});

export const boundaryOut = (arn: string) => ({
  PermissionsBoundaryType: 'Policy',
  PermissionsBoundaryArn: arn,
});

/** IAM deletes only what nothing hangs on any more. @throws AwsError DeleteConflict */
const checkBare = ({ keyIds, serviceCredentials, attached, inline, groupIds, loginProfile }: User): void => {
  if (keyIds.length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
  if (serviceCredentials.length > 0) {
    throw deleteConflict('Cannot delete entity, must delete service specific credentials first.');
  }
  if (loginProfile) throw deleteConflict('Cannot delete entity, must delete login profile first.');
  if (attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
  if (inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
  if (groupIds.length > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.');
};

/** CreateUser, GetUser, ListUsers, UpdateUser and DeleteUser. */
export const userOperations = (state: State): Record<string, Operation> => {
  const subject = users(state);
  const created = ({ Path = '/', UserName }: CreateInput, accountId: string) =>
    arnOfNobody(accountId, 'user', `${Path}${UserName}`.slice(1));

  return {
    CreateUser: {
      readOnly: false,
      resources: (input, call) => [created(input, call.caller.accountId)],
      conditions: (input) => ({
        ...requestTags(input.Tags),
        ...(input.PermissionsBoundary && { 'iam:PermissionsBoundary': input.PermissionsBoundary }),
      }),
      run({ UserName, Path, PermissionsBoundary, Tags }: CreateInput, { caller, now }) {
        const { accountId } = caller;
        const user: User = {
          accountId,
          name: checkName('user', UserName),
          path: checkPath(Path),
          id: newUniqueId('user'),
          createDate: toSecond(now),
          tags: tagsFrom(Tags),
          attached: [],
          inline: new Map(),
          keyIds: [],
          serviceCredentials: [],
          groupIds: [],
          ...(PermissionsBoundary && { boundary: checkBoundary(state, PermissionsBoundary, accountId) }),
        };
        return { User: described(state.users.add(user)) };
      },
    },
    GetUser: {
      readOnly: true,
      ...about(subject),
      run(input: { UserName?: string }, call) {
        if (input.UserName === undefined && isRoot(call.caller))
          return { User: rootUser(call.caller.accountId) };
        return { User: described(subjectOf(subject, input, call)) };
      },
    },
    ListUsers: {
      readOnly: true,
      resources: ({ PathPrefix = '/' }, { caller }) => [
        arnOfNobody(caller.accountId, 'user', PathPrefix.slice(1)),
      ],
      run(input: PageInput & { PathPrefix?: string }, { caller }) {
        const all = state.users
          .of(caller.accountId)
          .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
        const { shown, ...rest } = page(all, ({ name }) => name, input);
        return { Users: shown.map(userOut), ...rest };
      },
    },
    UpdateUser: {
      readOnly: false,
      ...about(subject),
      run(input: { UserName: string; NewUserName?: string; NewPath?: string }, call) {
        const user = subjectOf(subject, input, call);
        const moved = { ...user, path: checkPath(input.NewPath ?? user.path) };
        state.users.rename(moved, checkName('user', input.NewUserName ?? user.name));
        return {};
      },
    },
    DeleteUser: {
      readOnly: false,
      ...aboutPermissions(subject),
      run(input: Shape, call) {
        const user = changeableOf(subject, input, call);
        checkBare(user);
        state.users.remove(user);
        return {};
      },
    },
  };
};

/** GetUser of the root user: it has no name, and the account is its id. */
const rootUser = (accountId: string) => ({
  Path: '/',
  UserName: '',
  UserId: accountId,
  Arn: rootArn(accountId),
  CreateDate: new Date(0),
});
