import type { Call, Operation, PolicyDocument } from '../contract.ts';
import { roleArn } from '../iam/arns.ts';
import { demandAllowed } from '../iam/authorizer.ts';
import type { Role } from '../iam/entities.ts';
import { accessDenied, validationError } from '../iam/errors.ts';
import type { Session } from '../iam/sessions.ts';
import type { State } from '../iam/state.ts';
import { requestTags, type Tag, tagsOut } from '../iam/tags.ts';
import { checkDuration, checkSessionName, credentialsOut, issue, sessionPolicies } from './credentials.ts';
import { type HandedOn, handedOn } from './handed-on.ts';

interface Input {
  RoleArn: string;
  RoleSessionName: string;
  DurationSeconds?: number;
  ExternalId?: string;
  Policy?: string;
  PolicyArns?: { arn?: string }[];
  Tags?: Tag[];
  TransitiveTagKeys?: string[];
  SourceIdentity?: string;
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

/** Tags of the role count as well: a policy may allow to assume only roles that carry one. */
const conditionsOf = (input: Input, role: Role | undefined): Record<string, string | string[]> => {
  const {
    RoleSessionName,
    ExternalId,
    Tags,
    TransitiveTagKeys = [],
    DurationSeconds,
    SourceIdentity,
  } = input;
  const ofRole = tagsOut(role?.tags ?? new Map()).flatMap(({ Key, Value }) => [
    [`aws:ResourceTag/${Key}`, Value],
    [`iam:ResourceTag/${Key}`, Value],
  ]);
  return {
    ...Object.fromEntries(ofRole),
    'sts:RoleSessionName': RoleSessionName,
    ...(ExternalId !== undefined && { 'sts:ExternalId': ExternalId }),
    ...(DurationSeconds !== undefined && { 'sts:DurationSeconds': String(DurationSeconds) }),
    ...(SourceIdentity !== undefined && { 'sts:SourceIdentity': SourceIdentity }),
    ...(TransitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': TransitiveTagKeys }),
    ...requestTags(Tags),
  };
};

export const sessionArn = ({ accountId, name }: Role, sessionName: string): string =>
  `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`;

export interface RoleSession {
  sessionName: string;
  seconds: number;
  now: Date;
  policies?: PolicyDocument[];
  tags?: Tag[];
  transitiveTagKeys?: string[];
  sourceIdentity?: string | undefined;
  ec2RoleDelivery?: '2.0' | undefined;
}

/** Its rights are those of the role at the time of each call; denying who assumed it does not end it. */
export const issueRoleSession = (
  state: State,
  role: Role,
  {
    sessionName,
    seconds,
    now,
    policies = [],
    tags = [],
    transitiveTagKeys = [],
    sourceIdentity,
    ec2RoleDelivery,
  }: RoleSession,
): Session =>
  issue(state, {
    caller: {
      kind: 'role-session',
      accountId: role.accountId,
      arn: sessionArn(role, sessionName),
      userId: `${role.id}:${sessionName}`,
      roleName: role.name,
      sessionName,
      ...(ec2RoleDelivery && { ec2RoleDelivery }),
      ...(policies.length > 0 && { sessionPolicies: policies }),
      ...(tags.length > 0 && { sessionTags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }),
    },
    principalId: role.id,
    now,
    seconds,
    ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  });

/**
 * Session tags and a source identity each need a permission of their own, in the trust policy too, and so they do
 * where they come from the session that assumes.
 * @throws AwsError AccessDenied
 */
const demandMore = (state: State, call: Call, role: Role, input: Input, session: HandedOn): void => {
  const demand = (action: string) =>
    demandAllowed(state, call, {
      action,
      resource: input.RoleArn,
      conditions: conditionsOf(input, role),
      resourcePolicy: { name: `trust policy of ${role.name}`, kind: 'trust', document: role.trust },
    });
  if (session.tags.length > 0) demand('sts:TagSession');
  if (session.sourceIdentity !== undefined) demand('sts:SetSourceIdentity');
};

export const assumeRoleOperations = (state: State): Record<string, Operation> => ({
  AssumeRole: {
    readOnly: true,
    resources: ({ RoleArn }: Input) => [RoleArn],
    conditions: (input: Input) => conditionsOf(input, roleByArn(state, input.RoleArn)),
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
      const more = handedOn(state, call, input);
      demandMore(state, call, role, input, more);
      const sessionName = checkSessionName(input.RoleSessionName, 'roleSessionName', 64);
      const session = issueRoleSession(state, role, {
        sessionName,
        seconds: durationOf(input, role, call),
        now: call.now,
        policies: sessionPolicies(state, input),
        ...more,
      });
      const { userId, arn } = session.caller;
      return {
        Credentials: credentialsOut(session),
        AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
        ...(session.sourceIdentity !== undefined && { SourceIdentity: session.sourceIdentity }),
      };
    },
  },
});
