import { isIP } from 'node:net';
import type { Call, Caller } from '../contract.ts';
import type { RequestContext } from './model.ts';
import { identityBehind, isRoot, requesterOf } from './principal.ts';

/** What a call itself does not know. */
export interface ContextExtra {
  /** The role's ARN with its path; without it the path is taken to be `/`. */
  roleArn?: string;
  /** Tags of the user or role; session tags of the caller go before them. */
  principalTags?: Record<string, string>;
  organizationId?: string;
  resourceAccountId?: string;
  /** The organization of the resource's account. */
  resourceOrganizationId?: string;
  /** What a role session was told about who is behind it, and hands on to the next. */
  sourceIdentity?: string;
  /** The operation's own keys, such as `iam:PolicyARN`; they replace global ones of the same name. */
  conditions?: RequestContext;
}

const temporary: readonly Caller['kind'][] = ['session-token', 'federated-user', 'role-session'];

const principalTypes: Record<Caller['kind'], string> = {
  root: 'Account',
  user: 'User',
  'session-token': 'User',
  'federated-user': 'FederatedUser',
  'role-session': 'AssumedRole',
  service: 'Service',
};

const identityKeys = (caller: Caller, extra: ContextExtra): RequestContext => {
  const requester = requesterOf(caller, extra.roleArn);
  const root = caller.kind !== 'federated-user' && isRoot(requester);
  const keys: RequestContext = {
    'aws:userid': caller.userId,
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalType': root ? 'Account' : principalTypes[caller.kind],
    'aws:PrincipalIsAWSService': String(caller.kind === 'service'),
  };
  if (caller.kind !== 'service') {
    keys['aws:PrincipalArn'] =
      caller.kind === 'role-session' ? (identityBehind(requester) ?? '') : caller.arn;
  }
  const isUser = caller.kind === 'user' || caller.kind === 'session-token';
  if (isUser && caller.userName !== undefined) keys['aws:username'] = caller.userName;
  return keys;
};

/** Present with temporary credentials only: a deny by aws:TokenIssueTime cannot touch a long-term key. */
const sessionKeys = (caller: Caller): RequestContext => {
  if (!temporary.includes(caller.kind)) return {};
  const mfa = { 'aws:MultiFactorAuthPresent': String(caller.mfa ?? false) };
  return caller.issuedAt ? { ...mfa, 'aws:TokenIssueTime': caller.issuedAt.toISOString() } : mfa;
};

const tagKeys = (tags: Record<string, string>): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));

const callKeys = (call: Call): RequestContext => ({
  'aws:CurrentTime': call.now.toISOString(),
  'aws:EpochTime': String(Math.floor(call.now.getTime() / 1000)),
  'aws:UserAgent': call.userAgent,
  'aws:RequestedRegion': call.region,
  'aws:SecureTransport': 'true',
  'aws:ViaAWSService': 'false',
  // A call that a service makes shows the service's name instead of an address.
  ...(isIP(call.sourceIp) ? { 'aws:SourceIp': call.sourceIp } : {}),
});

/** Later parts replace earlier ones, whatever the case of their names. */
const merged = (parts: readonly RequestContext[]): RequestContext => {
  const byName = new Map<string, [string, string | string[]]>();
  for (const [key, value] of parts.flatMap((part) => Object.entries(part))) {
    byName.set(key.toLowerCase(), [key, value]);
  }
  return Object.fromEntries(byName.values());
};

/**
 * The request context of a call: the global condition keys that AWS would have (IAM guide, "AWS global condition
 * context keys"), and the operation's own.
 */
export const contextOf = (call: Call, extra: ContextExtra = {}): RequestContext =>
  merged([
    identityKeys(call.caller, extra),
    sessionKeys(call.caller),
    callKeys(call),
    tagKeys(extra.principalTags ?? {}),
    tagKeys(call.caller.sessionTags ?? {}),
    extra.organizationId === undefined ? {} : { 'aws:PrincipalOrgID': extra.organizationId },
    extra.resourceAccountId === undefined ? {} : { 'aws:ResourceAccount': extra.resourceAccountId },
    extra.resourceOrganizationId === undefined ? {} : { 'aws:ResourceOrgID': extra.resourceOrganizationId },
    extra.sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': extra.sourceIdentity },
    extra.conditions ?? {},
  ]);
