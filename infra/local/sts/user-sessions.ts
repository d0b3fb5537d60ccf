import type { Call, Caller, Operation, Shape } from '../contract.ts';
import { accessDenied } from '../iam/errors.ts';
import type { State } from '../iam/state.ts';
import { requestTags, type Tag } from '../iam/tags.ts';
import { checkDuration, checkSessionName, credentialsOut, issue, sessionPolicies } from './credentials.ts';

/** Twelve hours unless told, 36 at most; of root one hour. Seconds. */
const durationOf = (asked: number | undefined, { kind }: Caller): number =>
  kind === 'root'
    ? Math.min(checkDuration(asked ?? 3600, 129_600), 3600)
    : checkDuration(asked ?? 43_200, 129_600);

/**
 * Only a long-term key of a user or of root may ask. The session hangs on the user, not on the key: switching the key
 * off, or deleting it, does not end it.
 */
const demandLongTerm = ({ caller, operation }: Call): void => {
  if (caller.kind !== 'user' && caller.kind !== 'root') {
    throw accessDenied(`Cannot call ${operation} with session credentials`);
  }
};

const behind = ({ kind, userId }: Caller) => (kind === 'user' ? { principalId: userId } : {});

const federatedArn = ({ accountId }: Caller, name: string): string =>
  `arn:aws:sts::${accountId}:federated-user/${name}`;

/** GetSessionToken and GetFederationToken. */
export const userSessionOperations = (state: State): Record<string, Operation> => ({
  GetSessionToken: {
    readOnly: true,
    // A user needs no permission for this, but a deny counts: the quarantine policies of AWS rely on it.
    resourcePolicy: (_, { caller }) => ({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: caller.arn },
        Action: 'sts:GetSessionToken',
        Resource: '*',
      },
    }),
    run(input: { DurationSeconds?: number; SerialNumber?: string }, call) {
      demandLongTerm(call);
      // There are no MFA devices here, so none can be the caller's.
      if (input.SerialNumber !== undefined) {
        throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
      }
      const { accessKeyId, ...caller } = call.caller;
      const session = issue(state, {
        caller: { ...caller, kind: 'session-token' },
        ...behind(call.caller),
        now: call.now,
        seconds: durationOf(input.DurationSeconds, call.caller),
      });
      return { Credentials: credentialsOut(session) };
    },
  },
  GetFederationToken: {
    readOnly: false,
    resources: ({ Name }: Shape, { caller }) => [federatedArn(caller, Name)],
    conditions: (input: { Tags?: Tag[] }) => requestTags(input.Tags),
    run(input: FederationInput, call) {
      demandLongTerm(call);
      const { accountId } = call.caller;
      const name = checkSessionName(input.Name, 'name', 32);
      const [arn, userId] = [federatedArn(call.caller, name), `${accountId}:${name}`];
      const session = issue(state, {
        caller: {
          kind: 'federated-user',
          accountId,
          arn,
          userId,
          sessionName: name,
          sessionPolicies: sessionPolicies(state, input),
          sessionTags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
          ...(call.caller.userName !== undefined && { userName: call.caller.userName }),
        },
        ...behind(call.caller),
        now: call.now,
        seconds: durationOf(input.DurationSeconds, call.caller),
      });
      return { Credentials: credentialsOut(session), FederatedUser: { FederatedUserId: userId, Arn: arn } };
    },
  },
});

interface FederationInput {
  Name: string;
  Policy?: string;
  PolicyArns?: { arn?: string }[];
  DurationSeconds?: number;
  Tags?: Tag[];
}
