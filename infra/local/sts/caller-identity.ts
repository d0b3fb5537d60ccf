import { AwsError, type Operation } from '../contract.ts';
import { accountOfKeyId } from '../iam/access-key-id.ts';
import type { State } from '../iam/state.ts';

/** GetCallerIdentity, which no policy can deny, and GetAccessKeyInfo, which answers for the keys of any account. */
export const callerIdentityOperations = (state: State): Record<string, Operation> => ({
  GetCallerIdentity: {
    readOnly: true,
    authorized: 'always',
    run: (_: object, { caller: { userId, accountId, arn } }) => ({
      UserId: userId,
      Account: accountId,
      Arn: arn,
    }),
  },
  GetAccessKeyInfo: {
    readOnly: true,
    run({ AccessKeyId }: { AccessKeyId: string }) {
      const known =
        state.keys.get(AccessKeyId)?.accountId ?? state.sessions.get(AccessKeyId)?.caller.accountId;
      const account = known ?? accountOfKeyId(AccessKeyId);
      if (account === undefined) {
        throw new AwsError('ValidationError', `The access key ID ${AccessKeyId} is not valid.`);
      }
      return { Account: account };
    },
  },
});
