import type { Call, Operation } from '../contract.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { aboutProfile, type ProfileInput, profileOut } from './instance-profiles.ts';
import { type PageInput, page } from './pages.ts';
import { demandPassRole } from './pass-role.ts';
import type { State } from './state.ts';
import { about, changeableOf, roles, subjectOf } from './subject.ts';

type Input = ProfileInput & { RoleName: string };

/** Whom a profile's role is passed to: only instances use one. */
export const ec2Principal = 'ec2.amazonaws.com';

/** AddRoleToInstanceProfile, RemoveRoleFromInstanceProfile and ListInstanceProfilesForRole. */
export const profileRoleOperations = (state: State): Record<string, Operation> => {
  const subject = roles(state);
  const profileOf = ({ InstanceProfileName }: ProfileInput, { caller }: Call) =>
    state.instanceProfiles.get(caller.accountId, InstanceProfileName);

  return {
    AddRoleToInstanceProfile: {
      readOnly: false,
      ...aboutProfile(state),
      run(input: Input, call) {
        const profile = profileOf(input, call);
        const role = changeableOf(subject, input, call);
        demandPassRole(state, call, role, ec2Principal);
        if (profile.roleId !== undefined) {
          throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
        }
        state.instanceProfiles.update(profile.id, (known) => ({ ...known, roleId: role.id }));
        return {};
      },
    },
    RemoveRoleFromInstanceProfile: {
      readOnly: false,
      ...aboutProfile(state),
      run(input: Input, call) {
        const profile = profileOf(input, call);
        const role = changeableOf(subject, input, call);
        if (profile.roleId !== role.id) {
          throw noSuchEntity(`Role ${role.name} in instance profile ${profile.name} cannot be found.`);
        }
        state.instanceProfiles.update(profile.id, ({ roleId, ...rest }) => rest);
        return {};
      },
    },
    ListInstanceProfilesForRole: {
      readOnly: true,
      ...about(subject),
      run(input: PageInput & { RoleName: string }, call) {
        const role = subjectOf(subject, input, call);
        const holding = state.instanceProfiles.of(role.accountId).filter(({ roleId }) => roleId === role.id);
        const { shown, ...rest } = page(holding, ({ name }) => name, input);
        return { InstanceProfiles: shown.map((profile) => profileOut(state, profile)), ...rest };
      },
    },
  };
};
