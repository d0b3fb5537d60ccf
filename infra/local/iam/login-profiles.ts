import type { Operation } from '../contract.ts';
import type { LoginProfile, User } from './entities.ts';
import { alreadyExists, noSuchEntity } from './errors.ts';
import type { State } from './state.ts';
import { about, subjectOf, users } from './subject.ts';
import { toSecond } from './unique-id.ts';

interface Input {
  UserName?: string;
  PasswordResetRequired?: boolean;
}

/** Console passwords. The password itself is not kept: nothing here could sign in with it. */
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
  const keep = (user: User, loginProfile: LoginProfile): User => {
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
        return { LoginProfile: shown(keep(user, { createDate: toSecond(call.now), passwordResetRequired })) };
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
        const { createDate, passwordResetRequired } = profileOf(user);
        keep(user, {
          createDate,
          passwordResetRequired: input.PasswordResetRequired ?? passwordResetRequired,
        });
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
