import type { Operation } from '../contract.ts';
import { accessKeysPerUser, groupsPerUser, inlineCharacters, managedCharacters } from './quotas.ts';
import { accountOf, type State } from './state.ts';

/** GetAccountSummary: counts and quotas. What does not exist here (MFA devices, certificates) is not in it. */
export const accountSummaryOperations = (state: State): Record<string, Operation> => ({
  GetAccountSummary: {
    readOnly: true,
    run(_: object, { caller }) {
      const { quotas, rootKeyIds } = accountOf(state, caller.accountId);
      return {
        SummaryMap: {
          Users: state.users.of(caller.accountId).length,
          Groups: state.groups.of(caller.accountId).length,
          Roles: state.roles.of(caller.accountId).length,
          Policies: state.policies.of(caller.accountId).length,
          AccountAccessKeysPresent: rootKeyIds.length > 0 ? 1 : 0,
          AccessKeysPerUserQuota: accessKeysPerUser,
          GroupsPerUserQuota: groupsPerUser,
          AttachedPoliciesPerUserQuota: quotas.attached.user,
          AttachedPoliciesPerRoleQuota: quotas.attached.role,
          AttachedPoliciesPerGroupQuota: quotas.attached.group,
          UserPolicySizeQuota: inlineCharacters.user,
          GroupPolicySizeQuota: inlineCharacters.group,
          PolicySizeQuota: managedCharacters,
        },
      };
    },
  },
});
