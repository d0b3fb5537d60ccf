import type { Operation } from '../contract.ts';
import { accessKeyOperations } from './access-keys.ts';
import { accountDetailsOperations } from './account-details.ts';
import { accountSummaryOperations } from './account-summary.ts';
import { attachedPolicies } from './attached-policies.ts';
import { boundaries } from './boundaries.ts';
import { policyOperations } from './customer-policies.ts';
import { groupOperations } from './groups.ts';
import { inlinePolicies } from './inline-policies.ts';
import { instanceProfileOperations } from './instance-profiles.ts';
import { type LastUsedAnswers, lastUsedOperations } from './last-used.ts';
import { loginProfileOperations } from './login-profiles.ts';
import { membershipOperations } from './memberships.ts';
import { profileRoleOperations } from './profile-roles.ts';
import { roleOperations } from './roles.ts';
import { serviceCredentialOperations } from './service-credentials.ts';
import { serviceLinkedRoleOperations } from './service-linked-roles.ts';
import { simulateOperations } from './simulate.ts';
import { simulateCustomOperations } from './simulate-custom.ts';
import type { State } from './state.ts';
import { groups, roles, users } from './subject.ts';
import { tagging } from './tags.ts';
import { userOperations } from './users.ts';

/** Every operation of IAM that exists here, by its API name. */
export const operationsOf = (state: State, answers: LastUsedAnswers): Record<string, Operation> => ({
  ...userOperations(state),
  ...accessKeyOperations(state),
  ...lastUsedOperations(state, answers),
  ...loginProfileOperations(state),
  ...serviceCredentialOperations(state),
  ...attachedPolicies(state, users(state)),
  ...inlinePolicies(users(state)),
  ...boundaries(state, users(state)),
  ...tagging(users(state)),
  ...roleOperations(state),
  ...serviceLinkedRoleOperations(state),
  ...attachedPolicies(state, roles(state)),
  ...inlinePolicies(roles(state)),
  ...boundaries(state, roles(state)),
  ...tagging(roles(state)),
  ...instanceProfileOperations(state),
  ...profileRoleOperations(state),
  ...groupOperations(state),
  ...membershipOperations(state),
  ...attachedPolicies(state, groups(state)),
  ...inlinePolicies(groups(state)),
  ...policyOperations(state),
  ...accountSummaryOperations(state),
  ...accountDetailsOperations(state),
  ...simulateOperations(state),
  ...simulateCustomOperations,
});
