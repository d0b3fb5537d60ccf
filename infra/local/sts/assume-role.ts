import type { Call, Operation, PolicyDocument } from '../contract.ts';
import { roleArn } from '../iam/arns.ts';
import { demandAllowed } from '../iam/authorizer.ts';
import type { Role } from '../iam/entities.ts';
import { accessDenied, validationError } from '../iam/errors.ts';
import type { Session } from '../iam/sessions.ts';
import type { State } from '../iam/state.ts';
import { requestTags, type Tag } from '../iam/tags.ts';
import { checkDuration, checkSessionName, credentialsOut, issue, sessionPolicies } from './credentials.ts';

interface Input {
  RoleArn: string;
  RoleSessionName: string;
  DurationSeconds?: number;
  ExternalId?: string;
  Policy?: string;
  PolicyArns?: { arn?: string }[];
  Tags?: Tag[];
}

/** The role as the data plane knows it, by its full ARN. */
export const roleByArn = (state: State, arn: string): Role | undefined => {
  const [, , , , accountId = '', resource = ''] = arn.split(':');
  const id = state.roles.find(accountId, resource.split('/').at(-1) ?? '')?.id;
  const role = id === undefined ? undefined : state.roles.seen(id);
  return role && roleArn(role) === arn ? role : undefined;
};

/** A role assumed by a role session gets one hour at most, whatever the role allows. */
const durationOf = ({ DurationSeconds = 3600 }: Input, role: Role, { caller }: Call): number => {
  if (caller.kind === 'role-session' && DurationSeconds > 3600) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (checkDuration(DurationSeconds, 43_200) > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return DurationSeconds;
};

const conditionsOf = ({ RoleSessionName, ExternalId, Tags, DurationSeconds }: Input) => ({
  'sts:RoleSessionName': RoleSessionName,
  ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
  ...(DurationSeconds !== undefined && { 'sts:DurationSeconds': String(DurationSeconds) }),
  ...requestTags(Tags),
});

export const sessionArn = ({ accountId, name }: Role, sessionName: string): string =>
  `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`;

export interface RoleSession {
  sessionName: string;
  seconds: number;
  now: Date;
  policies?: PolicyDocument[];
  tags?: Tag[];
}

/** Its rights are those of the role at the time of each call; denying who assumed it does not end it. */
export const issueRoleSession = (
  state: State,
  role: Role,
  { sessionName, seconds, now, policies = [], tags = [] }: RoleSession,
): Session =>
  issue(state, {
    caller: {
      kind: 'role-session',
      accountId: role.accountId,
      arn: sessionArn(role, sessionName),
      userId: `${role.id}:${sessionName}`,
      roleName: role.name,
      sessionName,
      ...(policies.length > 0 && { sessionPolicies: policies }),
      ...(tags.length > 0 && { sessionTags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }),
    },
    principalId: role.id,
    now,
    seconds,
  });

/** Session tags need a permission of their own, in the trust policy too. @throws AwsError AccessDenied */
const demandTagging = (state: State, call: Call, role: Role, input: Input): void => {
  if ((input.Tags ?? []).length === 0) return;
  demandAllowed(state, call, {
    action: 'sts:TagSession',
    resource: input.RoleArn,
    conditions: conditionsOf(input),
    resourcePolicy: { name: `trust policy of ${role.name}`, kind: 'trust', document: role.trust },
  });
};

export const assumeRoleOperations = (state: State): Record<string, Operation> => ({
  AssumeRole: {
    readOnly: true,
    resources: ({ RoleArn }: Input) => [RoleArn],
    conditions: conditionsOf,
    resourcePolicy({ RoleArn }: Input) {
      const role = roleByArn(state, RoleArn);
      return role && (JSON.parse(role.trust) as PolicyDocument);
    },
    run(input: Input, call) {
      const role = roleByArn(state, input.RoleArn);
      // STS does not tell whether a role exists.
      if (!role) {
        throw accessDenied(
          `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
        );
      }
      demandTagging(state, call, role, input);
      const sessionName = checkSessionName(input.RoleSessionName, 'roleSessionName', 64);
      const session = issueRoleSession(state, role, {
        sessionName,
        seconds: durationOf(input, role, call),
        now: call.now,
        policies: sessionPolicies(state, input),
        tags: input.Tags ?? [],
      });
      const { userId, arn } = session.caller;
      return {
        Credentials: credentialsOut(session),
        AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
      };
    },
  },
});
