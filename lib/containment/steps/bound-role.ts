import {
  DeleteRolePermissionsBoundaryCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { denyAllArn } from '#lib/credential/user-standing.ts';
import { type RoleTarget, stepOn } from './step.ts';

const setBoundary = async ({ roleName }: RoleTarget, policyArn: string, iam: IAMClient): Promise<void> => {
  await iam.send(
    new PutRolePermissionsBoundaryCommand({ RoleName: roleName, PermissionsBoundary: policyArn }),
  );
};

/**
 * Sets AWSDenyAll as the permissions boundary: the deny for a role that has no room for another attached policy. For
 * the same reason as with a user it is no inline policy: iam:PermissionsBoundary pins this call to AWSDenyAll.
 */
export const boundRole = stepOn('role', {
  id: 'bound-role',
  done: "AWSDenyAll set as the role's permissions boundary",
  shared: false,
  operation: 'iam:PutRolePermissionsBoundary',
  read: (_target, { boundary }) => ({ boundary }),
  inForce: ({ arn }) => ({ boundary: denyAllArn(arn) }),
  apply: (target, { iam }) => setBoundary(target, denyAllArn(target.arn), iam),
  undo: async (target, before, { iam }) => {
    const previous = before['boundary'];
    if (typeof previous === 'string') return setBoundary(target, previous, iam);
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: target.roleName }));
  },
});
