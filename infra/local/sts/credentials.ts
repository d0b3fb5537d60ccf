import { AwsError, type PolicyDocument } from '../contract.ts';
import { newSession, type Session, type SessionRequest } from '../iam/sessions.ts';
import type { State } from '../iam/state.ts';
import { parsePolicy } from '../policy/document.ts';

/** Issues a session, known from now on. */
export const issue = (state: State, request: SessionRequest): Session => {
  const session = newSession(request);
  state.sessions.set(session.accessKeyId, session);
  return session;
};

/** As every answer of STS shows it. */
export const credentialsOut = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: Session) => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  SessionToken: sessionToken,
  Expiration: expiresAt,
});

/** @throws AwsError ValidationError when `seconds` is out of range */
export const checkDuration = (seconds: number, most: number): number => {
  if (seconds < 900) throw outOfRange(seconds, 'greater', 900);
  if (seconds > most) throw outOfRange(seconds, 'less', most);
  return seconds;
};

const outOfRange = (seconds: number, than: 'greater' | 'less', bound: number) =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${than} than or equal to ${bound}`,
  );

/** @throws AwsError ValidationError for a session name that STS does not take */
export const checkSessionName = (name: string, member: string, longest: number): string => {
  if (/^[\w+=,.@-]+$/.test(name) && name.length >= 2 && name.length <= longest) return name;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  );
};

interface PolicyInput {
  Policy?: string;
  PolicyArns?: { arn?: string }[];
}

/**
 * Session policies are read once, when the session is issued.
 *
 * @throws AwsError MalformedPolicyDocument, or InvalidParameterValue for a managed policy that does not exist
 */
export const sessionPolicies = (state: State, { Policy, PolicyArns = [] }: PolicyInput): PolicyDocument[] => {
  if (Policy !== undefined) parsePolicy(Policy, 'session');
  const managed = PolicyArns.map(({ arn = '' }) => {
    const policy = state.policies.find(arn);
    if (!policy)
      throw new AwsError('InvalidParameterValue', `Policy ${arn} does not exist or is not attachable.`);
    return policy.document;
  });
  return [...(Policy === undefined ? [] : [Policy]), ...managed].map(
    (text): PolicyDocument => JSON.parse(text),
  );
};
