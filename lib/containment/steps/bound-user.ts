import {
  DeleteUserPermissionsBoundaryCommand,
  type IAMClient,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { denyAllArn } from '#lib/credential/user-standing.ts';
import { stepOn, type UserTarget } from './step.ts';

const setBoundary = async ({ userName }: UserTarget, policyArn: string, iam: IAMClient): Promise<void> => {
  await iam.send(
    new PutUserPermissionsBoundaryCommand({ UserName: userName, PermissionsBoundary: policyArn }),
  );
};

/**
 * Sets AWSDenyAll as the permissions boundary: the deny for a user who has no room for another attached policy.
 * An inline deny would do too, but PutUserPolicy cannot be limited to a deny, so its holder could become
 * administrator; iam:PermissionsBoundary pins this call to AWSDenyAll.
 */
export const boundUser = stepOn('user', {
  id: 'bound-user',
  done: "AWSDenyAll set as the user's permissions boundary",
  shared: true,
  operation: 'iam:PutUserPermissionsBoundary',
  read: (_target, { boundary }) => ({ boundary }),
  inForce: ({ arn }) => ({ boundary: denyAllArn(arn) }),
  apply: (target, { iam }) => setBoundary(target, denyAllArn(target.arn), iam),
  undo: async (target, before, { iam }) => {
    const previous = before['boundary'];
    if (typeof previous === 'string') return setBoundary(target, previous, iam);
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: target.userName }));
  },
});
