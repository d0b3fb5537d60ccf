import type { Call, Operation } from '../contract.ts';
import { arnOfNobody, instanceProfileArn } from './arns.ts';
import type { InstanceProfile } from './entities.ts';
import { deleteConflict } from './errors.ts';
import { checkName, checkPath } from './names.ts';
import { type PageInput, page } from './pages.ts';
import { listedRole } from './roles.ts';
import type { State } from './state.ts';
import { requestTags, type Tag, tagsFrom, tagsOut } from './tags.ts';
import { newUniqueId, toSecond } from './unique-id.ts';

export interface ProfileInput {
  InstanceProfileName: string;
}

/** As every answer shows it, with the role in it where there is one. */
export const profileOut = (state: State, profile: InstanceProfile) => {
  const role = profile.roleId === undefined ? undefined : state.roles.byId(profile.roleId);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfileArn(profile),
    CreateDate: profile.createDate,
    Roles: role ? [listedRole(role)] : [],
    ...(profile.tags.size > 0 && { Tags: tagsOut(profile.tags) }),
  };
};

/** What a request about a profile is authorised on. */
export const aboutProfile = ({ instanceProfiles }: State): Required<Pick<Operation, 'resources'>> => ({
  resources({ InstanceProfileName: name }: ProfileInput, { caller: { accountId } }: Call) {
    const profile = instanceProfiles.find(accountId, name);
    return [profile ? instanceProfileArn(profile) : arnOfNobody(accountId, 'instance-profile', name)];
  },
});

/** CreateInstanceProfile, GetInstanceProfile, ListInstanceProfiles and DeleteInstanceProfile. */
export const instanceProfileOperations = (state: State): Record<string, Operation> => ({
  CreateInstanceProfile: {
    readOnly: false,
    resources: ({ Path = '/', InstanceProfileName }, { caller }) => [
      arnOfNobody(caller.accountId, 'instance-profile', `${Path}${InstanceProfileName}`.slice(1)),
    ],
    conditions: (input) => requestTags(input.Tags),
    run(input: ProfileInput & { Path?: string; Tags?: Tag[] }, { caller, now }) {
      const profile = state.instanceProfiles.add({
        accountId: caller.accountId,
        name: checkName('instanceProfile', input.InstanceProfileName),
        path: checkPath(input.Path),
        id: newUniqueId('instance-profile'),
        createDate: toSecond(now),
        tags: tagsFrom(input.Tags),
      });
      return { InstanceProfile: profileOut(state, profile) };
    },
  },
  GetInstanceProfile: {
    readOnly: true,
    ...aboutProfile(state),
    run({ InstanceProfileName }: ProfileInput, { caller }) {
      const profile = state.instanceProfiles.get(caller.accountId, InstanceProfileName);
      return { InstanceProfile: profileOut(state, profile) };
    },
  },
  ListInstanceProfiles: {
    readOnly: true,
    resources: ({ PathPrefix = '/' }, { caller }) => [
      arnOfNobody(caller.accountId, 'instance-profile', PathPrefix.slice(1)),
    ],
    run(input: PageInput & { PathPrefix?: string }, { caller }) {
      const all = state.instanceProfiles
        .of(caller.accountId)
        .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
      const { shown, ...rest } = page(all, ({ name }) => name, input);
      return { InstanceProfiles: shown.map((profile) => profileOut(state, profile)), ...rest };
    },
  },
  DeleteInstanceProfile: {
    readOnly: false,
    ...aboutProfile(state),
    run({ InstanceProfileName }: ProfileInput, { caller }) {
      const profile = state.instanceProfiles.get(caller.accountId, InstanceProfileName);
      if (profile.roleId !== undefined) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
      }
      state.instanceProfiles.remove(profile);
      return {};
    },
  },
});
