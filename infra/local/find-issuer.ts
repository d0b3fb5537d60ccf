import { roleArn, userArn } from './iam/arns.ts';
import type { State } from './iam/state.ts';
import type { FindIssuer } from './trail/user-identity.ts';

/** The role or user behind a session, with the path that the session's own ARN leaves out. */
export const findIssuerIn =
  ({ roles, users }: State): FindIssuer =>
  ({ accountId, roleName, userName }) => {
    const role = roleName === undefined ? undefined : roles.find(accountId, roleName);
    if (role) return { principalId: role.id, arn: roleArn(role) };
    const user = userName === undefined ? undefined : users.find(accountId, userName);
    return user && { principalId: user.id, arn: userArn(user) };
  };
