import type { Operation } from '../contract.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { groupOut } from './groups.ts';
import { type PageInput, page } from './pages.ts';
import { groupsPerUser } from './quotas.ts';
import type { State } from './state.ts';
import { about, groups, subjectOf, users } from './subject.ts';

interface Input {
  GroupName: string;
  UserName: string;
}

/** AddUserToGroup, RemoveUserFromGroup and ListGroupsForUser; the first two are authorised on the group. */
export const membershipOperations = (state: State): Record<string, Operation> => {
  const [userSubject, groupSubject] = [users(state), groups(state)];
  return {
    AddUserToGroup: {
      readOnly: false,
      ...about(groupSubject),
      run(input: Input, call) {
        const group = subjectOf(groupSubject, input, call);
        const { id, groupIds } = subjectOf(userSubject, input, call);
        if (groupIds.includes(group.id)) return {};
        if (groupIds.length >= groupsPerUser) {
          throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${groupsPerUser}`);
        }
        state.users.update(id, (known) => ({ ...known, groupIds: [...groupIds, group.id] }));
        return {};
      },
    },
    RemoveUserFromGroup: {
      readOnly: false,
      ...about(groupSubject),
      run(input: Input, call) {
        const group = subjectOf(groupSubject, input, call);
        const user = subjectOf(userSubject, input, call);
        if (!user.groupIds.includes(group.id)) {
          throw noSuchEntity(`User ${user.name} not in group ${group.name}`);
        }
        const groupIds = user.groupIds.filter((id) => id !== group.id);
        state.users.update(user.id, (known) => ({ ...known, groupIds }));
        return {};
      },
    },
    ListGroupsForUser: {
      readOnly: true,
      ...about(userSubject),
      run(input: PageInput & { UserName: string }, call) {
        const { groupIds } = subjectOf(userSubject, input, call);
        const all = groupIds.map((id) => state.groups.byId(id)).filter((group) => group !== undefined);
        const { shown, ...rest } = page(all, ({ name }) => name, input);
        return { Groups: shown.map(groupOut), ...rest };
      },
    },
  };
};
