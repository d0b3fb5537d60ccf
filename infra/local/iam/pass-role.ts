import type { Call } from '../contract.ts';
import { roleArn } from './arns.ts';
import { demandAllowed } from './authorizer.ts';
import type { Role } from './entities.ts';
import type { State } from './state.ts';

/**
 * Whoever hands a role to a service needs iam:PassRole on it, beside the permission of the call itself (IAM guide,
 * "Grant a user permissions to pass a role to an AWS service"). CloudTrail has no event of its own for it.
 *
 * @throws AwsError AccessDenied
 */
export const demandPassRole = (state: State, call: Call, role: Role, service: string): void => {
  // AWS itself, filling an account, asks nobody.
  if (call.caller.kind === 'service') return;
  demandAllowed(state, call, {
    action: 'iam:PassRole',
    resource: roleArn(role),
    conditions: { 'iam:PassedToService': service },
  });
};
