import type { Service } from '../contract.ts';
import type { State } from '../iam/state.ts';
import { assumeRoleOperations } from './assume-role.ts';
import { callerIdentityOperations } from './caller-identity.ts';
import { userSessionOperations } from './user-sessions.ts';

/** Temporary credentials, and who a credential belongs to. */
export const createSts = (state: State): Service => ({
  name: 'sts',
  client: '@aws-sdk/client-sts',
  eventSource: 'sts.amazonaws.com',
  operations: {
    ...callerIdentityOperations(state),
    ...userSessionOperations(state),
    ...assumeRoleOperations(state),
  },
});
