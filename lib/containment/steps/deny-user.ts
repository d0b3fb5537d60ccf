import { AttachUserPolicyCommand, DetachUserPolicyCommand } from '@aws-sdk/client-iam';
import { denyAllArn } from '#lib/credential/user-standing.ts';
import { stepOn, type UserTarget } from './step.ts';

const request = ({ userName, arn }: UserTarget) => ({ UserName: userName, PolicyArn: denyAllArn(arn) });

/**
 * Attaches AWSDenyAll to the user. It ends GetSessionToken and GetFederationToken sessions, which outlive the
 * key, and it stops the user's other key and console as well: every mail says so.
 */
export const denyUser = stepOn('user', {
  id: 'deny-user',
  done: 'AWSDenyAll attached to the user',
  shared: true,
  operation: 'iam:AttachUserPolicy',
  read: ({ arn }, { attachedPolicies }) => ({ attached: attachedPolicies.includes(denyAllArn(arn)) }),
  inForce: () => ({ attached: true }),
  apply: async (target, { iam }) => {
    await iam.send(new AttachUserPolicyCommand(request(target)));
  },
  undo: async (target, _before, { iam }) => {
    await iam.send(new DetachUserPolicyCommand(request(target)));
  },
  fallback: 'bound-user',
});
