import type { Operation } from '../contract.ts';
import type { LoginProfile, User } from './entities.ts';
import { alreadyExists, noSuchEntity } from './errors.ts';
import { keepPassword } from './password.ts';
import type { State } from './state.ts';
import { about, subjectOf, users } from './subject.ts';
import { toSecond } from './unique-id.ts';

interface Input {
  UserName?: string;
  Password?: string;
  PasswordResetRequired?: boolean;
}

/** Console passwords. Of the password itself a hash is kept, for whoever signs in with it (sign-in/). */
export const loginProfileOperations = (state: State): Record<string, Operation> => {
  const subject = users(state);

  const profileOf = ({ name, loginProfile }: User): LoginProfile => {
    if (!loginProfile) throw noSuchEntity(`Login Profile for User ${name} cannot be found.`);
    return loginProfile;
  };
  const shown = (user: User) => {
    const { createDate, passwordResetRequired } = profileOf(user);
    return { UserName: user.name, CreateDate: createDate, PasswordResetRequired: passwordResetRequired };
  };
  // A request without a password leaves the one that stands.
  const keep = (user: User, profile: LoginProfile, { Password }: Input): User => {
    const loginProfile = { ...profile, ...(Password !== undefined && { password: keepPassword(Password) }) };
    state.users.update(user.id, (known) => ({ ...known, loginProfile }));
    return { ...user, loginProfile };
  };

  return {
    CreateLoginProfile: {
      readOnly: false,
      ...about(subject),
      run(input: Input, call) {
        const user = subjectOf(subject, input, call);
        if (user.loginProfile) throw alreadyExists(`Login Profile for user ${user.name} already exists.`);
        const { PasswordResetRequired: passwordResetRequired = false } = input;
        const profile = { createDate: toSecond(call.now), passwordResetRequired };
        return { LoginProfile: shown(keep(user, profile, input)) };
      },
    },
    GetLoginProfile: {
      readOnly: true,
      ...about(subject),
      run: (input: Input, call) => ({ LoginProfile: shown(subjectOf(subject, input, call)) }),
    },
    UpdateLoginProfile: {
      readOnly: false,
      ...about(subject),
      run(input: Input, call) {
        const user = subjectOf(subject, input, call);
        const profile = profileOf(user);
        const { PasswordResetRequired: passwordResetRequired = profile.passwordResetRequired } = input;
        keep(user, { ...profile, passwordResetRequired }, input);
        return {};
      },
    },
    DeleteLoginProfile: {
      readOnly: false,
      ...about(subject),
      run(input: Input, call) {
        const user = subjectOf(subject, input, call);
        profileOf(user);
        state.users.update(user.id, ({ loginProfile, ...rest }) => rest);
        return {};
      },
    },
  };
};
