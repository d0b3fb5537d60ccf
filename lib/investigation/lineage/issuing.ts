import { accountOfArn, lastOfArn } from '#lib/aws/arn.ts';
import type { Principal } from '#lib/incident/incident.ts';
import { isJson, type Json, part, text } from '../detail.ts';
import { expiryOf } from '../expiry.ts';
import type { CredentialKind } from '../investigation.ts';
import { boundedId } from '../making.ts';
import type { Call } from './call.ts';

/** A credential that one call issued, as its record shows it. */
export interface Issued {
  id: string;
  kind: CredentialKind;
  /** Whose it is now: the role, user or federated user, by ARN where the record tells it. */
  principal: Principal | null;
  accountId: string | null;
  /** Of a session: the ARN that its own calls will carry. */
  sessionArn?: string;
  sessionName?: string;
  /** ISO 8601 UTC; absent for what does not expire. */
  until?: string;
}

const keyId = /^A[KS]IA[A-Z0-9]{12,}$/;

const kinds: Record<string, CredentialKind> = {
  'sts:AssumeRole': 'role-session',
  'sts:AssumeRoleWithSAML': 'role-session',
  'sts:AssumeRoleWithWebIdentity': 'role-session',
  'sts:GetSessionToken': 'session-token',
  'sts:GetFederationToken': 'federation-token',
  'sts:AssumeRoot': 'root-session',
  'iam:CreateAccessKey': 'access-key',
  'rolesanywhere:CreateSession': 'role-session',
  'cognito-identity:GetCredentialsForIdentity': 'role-session',
};

interface Found {
  accessKeyId: string;
  /** The object that the id stands in, and the one around it. */
  credential: Json;
  around: Json;
}

const deepest = 6;

/** Only who issues credentials is believed by the shape of an answer: any other service may echo what a caller wrote. */
const issuers = /^(sts|iam|sso|signin|cognito-identity|rolesanywhere|lakeformation):/;

// What stands below these the caller chose.
const chosen = /^(tags?|tagSet|tagList|.*labels|environment|variables)$/i;

/** Known to issue too: what kind it is shows in the answer (names of the API in the SDK's STS client). */
const others: ReadonlySet<string> = new Set([
  'sts:GetScopedCredentials',
  'sts:GetDelegatedAccessToken',
  'iam:CreateServiceSpecificCredential',
]);

/** Whether a call is one that is known to issue a credential; another link rests on the look of its answer alone. */
export const isKnownToIssue = ({ action }: Call): boolean =>
  Object.hasOwn(kinds, action) || others.has(action);

const marks = /^(sessionToken|secretAccessKey|secretKey|expiration)$/i;
const isIssued = (credential: Json): boolean => Object.keys(credential).some((name) => marks.test(name));

/**
 * Every object of a response that holds a key id. Of a call that is known to issue one any will do, also one that was
 * masked; of others it must look like one and stand beside something that only an issued credential has: so a call
 * that an issuing service adds tomorrow is followed too.
 */
const credentialsIn = (value: unknown, around: Json, isKnown: boolean, depth = 0): Found[] => {
  if (depth > deepest) return [];
  if (Array.isArray(value)) return value.flatMap((each) => credentialsIn(each, around, isKnown, depth + 1));
  if (!isJson(value)) return [];
  const id = text(value['accessKeyId']) ?? text(value['AccessKeyId']);
  const own =
    id !== null && (isKnown || (keyId.test(id) && isIssued(value)))
      ? [{ accessKeyId: id, credential: value, around }]
      : [];
  const below = Object.entries(value).filter(([name]) => !chosen.test(name));
  return [...own, ...below.flatMap(([, each]) => credentialsIn(each, value, isKnown, depth + 1))];
};

/** The credentials that a call issued that succeeded: by the key ids in its answer, and those that have none. */
export const issuedIn = (call: Call): Issued[] => {
  const { detail } = call;
  if (!call.succeeded || detail['responseElements'] === null || detail['responseElements'] === undefined)
    return [];
  if (call.action === 'iam:CreateServiceSpecificCredential') return serviceSpecific(call);
  const response = detail['responseElements'];
  const isKnown = isKnownToIssue(call);
  if (!isKnown && !issuers.test(call.action)) return [];
  return credentialsIn(response, part(response), isKnown).map((found) => issuedAs(found, call));
};

const issuedAs = ({ accessKeyId, credential, around }: Found, call: Call): Issued => {
  const id = boundedId(accessKeyId);
  const kind = kinds[call.action] ?? kindByShape(accessKeyId, around, call);
  const until = kind !== 'access-key' && call.at !== null ? expiry(credential, call.at) : undefined;
  return { id, kind, ...holderOf(kind, credential, around, call), ...(until && { until }) };
};

const expiry = (credential: Json, at: number): string | undefined => {
  // Outside of what a date can hold no span can be added.
  const limit = 8.6e15 - 4e8;
  return Math.abs(at) > limit ? undefined : expiryOf(credential['expiration'], new Date(at).toISOString());
};

const kindByShape = (accessKeyId: string, around: Json, { callerType }: Call): CredentialKind => {
  if (!accessKeyId.startsWith('ASIA')) return 'access-key';
  if (isJson(around['assumedRoleUser'])) return 'role-session';
  if (isJson(around['federatedUser'])) return 'federation-token';
  // Such a call keeps the identity of its caller.
  if (callerType === 'AssumedRole') return 'role-session';
  return callerType === 'FederatedUser' ? 'federation-token' : 'session-token';
};

type Holder = Pick<Issued, 'principal' | 'accountId' | 'sessionArn' | 'sessionName'>;

const holderOf = (kind: CredentialKind, credential: Json, around: Json, call: Call): Holder => {
  const asked = part(call.detail['requestParameters']);
  if (kind === 'access-key') return ofKey(credential, asked, call);
  const role = part(around['assumedRoleUser']);
  const roleArn = text(asked['roleArn']);
  if (kind === 'role-session' && (roleArn !== null || text(role['arn']) !== null)) {
    const sessionArn = text(role['arn']);
    const sessionName = text(asked['roleSessionName']) ?? lastOfArn(sessionArn);
    const accountId = accountOfArn(roleArn ?? sessionArn);
    return {
      principal: withId(
        roleArn ? { kind: 'role', name: lastOfArn(roleArn) ?? roleArn, arn: roleArn } : roleOf(sessionArn),
        text(role['assumedRoleId']),
      ),
      accountId,
      ...((sessionArn ?? built(roleArn, sessionName)) && {
        sessionArn: sessionArn ?? built(roleArn, sessionName) ?? '',
      }),
      ...(sessionName && { sessionName }),
    };
  }
  if (kind === 'federation-token') {
    const arn = text(part(around['federatedUser'])['arn']);
    const name = text(asked['name']) ?? lastOfArn(arn) ?? 'unknown';
    return {
      principal: { kind: 'federated-user', name, arn: arn ?? `federated-user/${name}` },
      accountId: accountOfArn(arn) ?? call.accountId,
      ...(arn && { sessionArn: arn }),
    };
  }
  if (kind === 'root-session') {
    const account = text(asked['targetPrincipal'])?.match(/\d{12}/)?.[0] ?? null;
    return { principal: rootOf(account), accountId: account };
  }
  return sameCaller(call);
};

/** `AROA…:session`: the role's own id is in front. */
const withId = (principal: Principal | null, assumedRoleId: string | null): Principal | null => {
  const id = assumedRoleId?.split(':')[0];
  return principal && id ? { ...principal, id } : principal;
};

const built = (roleArn: string | null, sessionName: string | null): string | null => {
  const [, partition, , , account] = roleArn?.split(':') ?? [];
  const role = lastOfArn(roleArn);
  return account && role && sessionName
    ? `arn:${partition}:sts::${account}:assumed-role/${role}/${sessionName}`
    : null;
};

const roleOf = (sessionArn: string | null): Issued['principal'] => {
  const [, partition, , , account, resource = ''] = sessionArn?.split(':') ?? [];
  const name = resource.split('/')[1];
  return name ? { kind: 'role', name, arn: `arn:${partition}:iam::${account}:role/${name}` } : null;
};

const rootOf = (accountId: string | null): Issued['principal'] =>
  accountId ? { kind: 'root', name: 'root', arn: `arn:aws:iam::${accountId}:root` } : null;

const sameCaller = (call: Call): Holder => {
  const { callerArn: arn, callerType, callerName, callerAccountId } = call;
  const kind = callerType === 'Root' ? 'root' : callerType === 'AssumedRole' ? 'role' : 'user';
  return {
    principal: arn ? { kind, name: callerName ?? lastOfArn(arn) ?? arn, arn } : null,
    accountId: callerAccountId ?? call.accountId,
    ...(arn && { sessionArn: arn }),
  };
};

const ofKey = (credential: Json, asked: Json, call: Call): Holder => {
  // Without a name IAM takes the user of the key that signed the call.
  const named = text(credential['userName']) ?? text(asked['userName']);
  if (named === null || named === call.callerName)
    return { ...sameCaller(call), principal: userNamed(named, call) };
  return { principal: userNamed(named, call), accountId: call.accountId };
};

/** A user of the account that the call was made in. Its path is not in the record. */
export const userNamed = (name: string | null, call: Call): Issued['principal'] => {
  if (name === null || (name === call.callerName && call.callerType === 'IAMUser')) {
    const arn = call.callerArn;
    return arn ? { kind: 'user', name: call.callerName ?? lastOfArn(arn) ?? arn, arn } : null;
  }
  const partition = call.callerArn?.split(':')[1] ?? 'aws';
  return { kind: 'user', name, arn: `arn:${partition}:iam::${call.accountId ?? ''}:user/${name}` };
};

const serviceSpecific = (call: Call): Issued[] => {
  const made = part(part(call.detail['responseElements'])['serviceSpecificCredential']);
  const name = text(made['userName']) ?? text(part(call.detail['requestParameters'])['userName']);
  const principal = userNamed(name, call);
  const id = text(made['serviceSpecificCredentialId']) ?? `service-specific:${principal?.arn ?? 'unknown'}`;
  return [{ id: boundedId(id), kind: 'service-specific', principal, accountId: call.accountId }];
};
