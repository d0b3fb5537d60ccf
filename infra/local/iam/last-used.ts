import type { Call, Operation, Shape } from '../contract.ts';
import { rootArn, userArn } from './arns.ts';
import type { AccessKey } from './entities.ts';
import { accessDenied, noSuchEntity } from './errors.ts';
import type { State } from './state.ts';

/** What IAM says of a key that it does not know is not documented, and both have been reported. */
export type UnknownKeyAnswer = 'NoSuchEntity' | 'AccessDenied';

/**
 * Nor is what it says of a key of the root user: an answer without a user name, one that names `<root_account>` as
 * the credential report does, or an error.
 */
export type RootKeyAnswer = 'no-user-name' | '<root_account>' | UnknownKeyAnswer;

export interface LastUsedAnswers {
  unknownKey: UnknownKeyAnswer;
  rootKey(): RootKeyAnswer;
}

/**
 * GetAccessKeyLastUsed is authorised on the user behind the key, so a policy may limit it to some users' keys.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
 */
export const lastUsedOperations = (state: State, answers: LastUsedAnswers): Record<string, Operation> => {
  const ownKey = (id: string, call: Call) => {
    const key = state.keys.get(id);
    return key?.accountId === call.caller.accountId ? key : undefined;
  };
  const userName = ({ id, userId }: AccessKey, call: Call): string | undefined => {
    if (userId !== undefined) return state.users.byId(userId)?.name;
    const answer = answers.rootKey();
    if (answer === 'NoSuchEntity' || answer === 'AccessDenied') throw unknownKey(id, call, answer);
    return answer === '<root_account>' ? answer : undefined;
  };
  return {
    GetAccessKeyLastUsed: {
      readOnly: true,
      resources({ AccessKeyId }: Shape, call) {
        const key = ownKey(AccessKeyId, call);
        if (!key) return [`access key ${AccessKeyId}`];
        const user = key.userId === undefined ? undefined : state.users.byId(key.userId);
        return [user ? userArn(user) : rootArn(key.accountId)];
      },
      run({ AccessKeyId }: { AccessKeyId: string }, call) {
        const key = ownKey(AccessKeyId, call);
        if (!key) throw unknownKey(AccessKeyId, call, answers.unknownKey);
        const used = state.usage.get(key.id);
        const UserName = userName(key, call);
        return {
          ...(UserName !== undefined && { UserName }),
          AccessKeyLastUsed: {
            ...(used && { LastUsedDate: used.at }),
            ServiceName: used?.service ?? 'N/A',
            Region: used?.region ?? 'N/A',
          },
        };
      },
    },
  };
};

const unknownKey = (id: string, { caller }: Call, answer: UnknownKeyAnswer) =>
  answer === 'NoSuchEntity'
    ? noSuchEntity(`The Access Key with id ${id} cannot be found.`)
    : accessDenied(
        `User: ${caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
      );
