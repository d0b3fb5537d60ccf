import { AttachRolePolicyCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { denyAllArn } from '#lib/credential/user-standing.ts';
import { type RoleTarget, stepOn } from './step.ts';

const request = ({ roleName, arn }: RoleTarget) => ({ RoleName: roleName, PolicyArn: denyAllArn(arn) });

/**
 * Attaches AWSDenyAll to a role that the thief made: all that it issued and will issue is denied, whoever its trust
 * policy lets in. Only for a role that nobody else works under.
 */
export const denyRole = stepOn('role', {
  id: 'deny-role',
  done: 'AWSDenyAll attached to the role',
  shared: false,
  operation: 'iam:AttachRolePolicy',
  read: ({ arn }, { attachedPolicies }) => ({ attached: attachedPolicies.includes(denyAllArn(arn)) }),
  inForce: () => ({ attached: true }),
  apply: async (target, { iam }) => {
    await iam.send(new AttachRolePolicyCommand(request(target)));
  },
  undo: async (target, _before, { iam }) => {
    await iam.send(new DetachRolePolicyCommand(request(target)));
  },
  fallback: 'bound-role',
});
