import type { Operation } from '../contract.ts';
import { arnOfNobody, groupArn } from './arns.ts';
import type { Group, User } from './entities.ts';
import { deleteConflict } from './errors.ts';
import { checkName, checkPath } from './names.ts';
import { type PageInput, page } from './pages.ts';
import type { State } from './state.ts';
import { about, groups, subjectOf } from './subject.ts';
import { newUniqueId, toSecond } from './unique-id.ts';
import { userOut } from './users.ts';

export const groupOut = (group: Group) => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: groupArn(group),
  CreateDate: group.createDate,
});

/** CreateGroup, GetGroup and DeleteGroup. */
export const groupOperations = (state: State): Record<string, Operation> => {
  const subject = groups(state);
  const membersOf = (group: Group): User[] =>
    state.users.of(group.accountId).filter(({ groupIds }) => groupIds.includes(group.id));

  return {
    CreateGroup: {
      readOnly: false,
      resources: ({ Path = '/', GroupName }, { caller }) => [
        arnOfNobody(caller.accountId, 'group', `${Path}${GroupName}`.slice(1)),
      ],
      run({ GroupName, Path }: { GroupName: string; Path?: string }, { caller, now }) {
        const group: Group = {
          accountId: caller.accountId,
          name: checkName('group', GroupName),
          path: checkPath(Path),
          id: newUniqueId('group'),
          createDate: toSecond(now),
          tags: new Map(),
          attached: [],
          inline: new Map(),
        };
        return { Group: groupOut(state.groups.add(group)) };
      },
    },
    GetGroup: {
      readOnly: true,
      ...about(subject),
      run(input: PageInput & { GroupName: string }, call) {
        const group = subjectOf(subject, input, call);
        const { shown: members, ...rest } = page(membersOf(group), ({ name }) => name, input);
        return { Group: groupOut(group), Users: members.map(userOut), ...rest };
      },
    },
    DeleteGroup: {
      readOnly: false,
      ...about(subject),
      run(input: { GroupName: string }, call) {
        const group = subjectOf(subject, input, call);
        if (membersOf(group).length > 0) {
          throw deleteConflict('Cannot delete entity, must remove users from group first.');
        }
        if (group.attached.length > 0) {
          throw deleteConflict('Cannot delete entity, must detach all policies first.');
        }
        if (group.inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
        state.groups.remove(group);
        return {};
      },
    },
  };
};
