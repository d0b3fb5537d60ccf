import type { Operation } from '../contract.ts';
import { parsePolicy } from '../policy/document.ts';
import { arnOfNobody, roleArn } from './arns.ts';
import { checkBoundary } from './boundaries.ts';
import type { Role } from './entities.ts';
import { deleteConflict, validationError } from './errors.ts';
import { checkName, checkPath } from './names.ts';
import { type PageInput, page } from './pages.ts';
import type { State } from './state.ts';
import { about, aboutPermissions, changeableOf, roles, subjectOf } from './subject.ts';
import { requestTags, type Tag, tagsFrom, tagsOut } from './tags.ts';
import { newUniqueId, toSecond } from './unique-id.ts';
import { boundaryOut } from './users.ts';

interface CreateInput {
  RoleName: string;
  AssumeRolePolicyDocument: string;
  Path?: string;
  Description?: string;
  MaxSessionDuration?: number;
  PermissionsBoundary?: string;
  Tags?: Tag[];
}

/** As ListRoles shows it; the trust policy is percent-encoded (RFC 3986). */
export const listedRole = (role: Role) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: roleArn(role),
  CreateDate: role.createDate,
  AssumeRolePolicyDocument: encodeURIComponent(role.trust),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDuration,
});

/** As GetRole and CreateRole show it. */
export const roleOut = (state: State, role: Role) => {
  const used = state.usage.get(role.id);
  return {
    ...listedRole(role),
    ...(role.boundary && { PermissionsBoundary: boundaryOut(role.boundary) }),
    ...(role.tags.size > 0 && { Tags: tagsOut(role.tags) }),
    RoleLastUsed: used ? { LastUsedDate: used.at, Region: used.region } : {},
  };
};

/** One hour to twelve, in seconds; one hour unless told. @throws AwsError ValidationError */
const sessionDuration = (seconds = 3600): number => {
  if (seconds < 3600 || seconds > 43_200) {
    throw validationError(`Invalid value for MaxSessionDuration: ${seconds}`);
  }
  return seconds;
};

/** Service roles of AWS are made by AWS alone: no customer may use their paths. */
const checkRolePath = (path: string | undefined, asService: boolean): string => {
  if (/^\/aws-(service-role|reserved)\//.test(path ?? '') && !asService) {
    throw validationError(`The specified value for path is invalid: ${path} is reserved for AWS.`);
  }
  return checkPath(path);
};

/** CreateRole, GetRole, ListRoles, UpdateAssumeRolePolicy and DeleteRole. */
export const roleOperations = (state: State): Record<string, Operation> => {
  const subject = roles(state);

  return {
    CreateRole: {
      readOnly: false,
      resources: ({ Path = '/', RoleName }, { caller }) => [
        arnOfNobody(caller.accountId, 'role', `${Path}${RoleName}`.slice(1)),
      ],
      conditions: (input) => ({
        ...requestTags(input.Tags),
        ...(input.PermissionsBoundary && { 'iam:PermissionsBoundary': input.PermissionsBoundary }),
      }),
      run(input: CreateInput, { caller, now }) {
        const { accountId } = caller;
        parsePolicy(input.AssumeRolePolicyDocument, 'trust');
        const role: Role = {
          accountId,
          name: checkName('role', input.RoleName),
          path: checkRolePath(input.Path, caller.kind === 'service'),
          id: newUniqueId('role'),
          createDate: toSecond(now),
          tags: tagsFrom(input.Tags),
          attached: [],
          inline: new Map(),
          trust: input.AssumeRolePolicyDocument,
          description: input.Description ?? '',
          maxSessionDuration: sessionDuration(input.MaxSessionDuration),
          ...(input.PermissionsBoundary && {
            boundary: checkBoundary(state, input.PermissionsBoundary, accountId),
          }),
        };
        return { Role: roleOut(state, state.roles.add(role)) };
      },
    },
    GetRole: {
      readOnly: true,
      ...about(subject),
      run: (input: { RoleName: string }, call) => ({ Role: roleOut(state, subjectOf(subject, input, call)) }),
    },
    ListRoles: {
      readOnly: true,
      resources: ({ PathPrefix = '/' }, { caller }) => [
        arnOfNobody(caller.accountId, 'role', PathPrefix.slice(1)),
      ],
      run(input: PageInput & { PathPrefix?: string }, { caller }) {
        const all = state.roles
          .of(caller.accountId)
          .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
        const { shown, ...rest } = page(all, ({ name }) => name, input);
        return { Roles: shown.map(listedRole), ...rest };
      },
    },
    UpdateAssumeRolePolicy: {
      readOnly: false,
      ...about(subject),
      run(input: { RoleName: string; PolicyDocument: string }, call) {
        const { id } = changeableOf(subject, input, call);
        parsePolicy(input.PolicyDocument, 'trust');
        state.roles.update(id, (known) => ({ ...known, trust: input.PolicyDocument }));
        return {};
      },
    },
    DeleteRole: {
      readOnly: false,
      ...aboutPermissions(subject),
      run(input: { RoleName: string }, call) {
        const role = changeableOf(subject, input, call);
        if (role.attached.length > 0) {
          throw deleteConflict('Cannot delete entity, must detach all policies first.');
        }
        if (role.inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
        if (state.instanceProfiles.of(role.accountId).some(({ roleId }) => roleId === role.id)) {
          throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
        }
        state.roles.remove(role);
        return {};
      },
    },
  };
};
