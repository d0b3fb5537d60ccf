import { lastOfArn } from '#lib/aws/arn.ts';
import type { IssuedSession } from '#lib/incident/issued-sessions.ts';
import { type Json, part, text } from './detail.ts';
import { expiryOf } from './expiry.ts';
import { type Holder, holderOf, roleSession, serviceSession } from './holder.ts';
import { boundedId } from './making.ts';

/** A session that one call issued. */
export interface IssuedByCall {
  session: IssuedSession;
  /** Whose the new session is, where its record tells. */
  holder: Holder | null;
}

interface Issuing {
  kind: IssuedSession['kind'];
  principal(asked: Json, caller: Json): string | null;
  holder(detail: Json): Holder | null;
}

const assumedHolder = (detail: Json): Holder | null => {
  const asked = part(detail['requestParameters']);
  const user = part(detail['responseElements'])['assumedRoleUser'];
  const [roleArn, name] = [text(asked['roleArn']), text(asked['roleSessionName'])];
  if (user === undefined) return serviceSession(roleArn, name);
  const { assumedRoleId, arn } = part(user);
  const found = roleSession({ assumedRoleId: text(assumedRoleId), arn: text(arn), roleArn });
  const given = found?.owner.type === 'role-session' ? found.owner.sessionName : undefined;
  return name !== null && name !== given ? null : found;
};

// Only a user or root gets these, and the session stays one of theirs.
const callersHolder = (detail: Json): Holder | null => {
  const holder = holderOf(part(detail['userIdentity']));
  return holder?.owner.type === 'role-session' ? null : holder;
};

const assumed: Issuing = {
  kind: 'role-session',
  principal: ({ roleArn }) => lastOfArn(text(roleArn)),
  holder: assumedHolder,
};

/** CloudTrail logs the id of what these issue in their answer (IAM user guide, "Logging IAM and AWS STS API calls"). */
const issuings: ReadonlyMap<string, Issuing> = new Map<string, Issuing>([
  ['sts:AssumeRole', assumed],
  ['sts:AssumeRoleWithSAML', assumed],
  ['sts:AssumeRoleWithWebIdentity', assumed],
  [
    'sts:GetSessionToken',
    {
      kind: 'session-token',
      principal: (_, { type, userName }) => text(userName) ?? (type === 'Root' ? 'root' : null),
      holder: callersHolder,
    },
  ],
  [
    'sts:GetFederationToken',
    { kind: 'federation-token', principal: ({ name }) => text(name), holder: callersHolder },
  ],
  [
    'sts:AssumeRoot',
    // Its record was never seen: whose it is has to come from calls of the session.
    { kind: 'root-session', principal: ({ targetPrincipal }) => text(targetPrincipal), holder: () => null },
  ],
]);

/**
 * The session that a call which succeeded has issued; null for calls that issue none.
 * @param at when, ISO 8601 UTC; without it nobody can tell how long the session lives
 */
export const issuedBy = (action: string, detail: Json, at: string | null): IssuedByCall | null => {
  const issuing = issuings.get(action);
  if (!issuing || at === null) return null;
  const { accessKeyId, expiration } = part(part(detail['responseElements'])['credentials']);
  const principal = issuing.principal(part(detail['requestParameters']), part(detail['userIdentity']));
  return {
    session: {
      // CloudTrail leaves out parts that are too long: it lives all the same.
      id: boundedId(text(accessKeyId) ?? `unnamed-${text(detail['eventID']) ?? at}`),
      kind: issuing.kind,
      principal: boundedId(principal ?? 'unknown'),
      until: expiryOf(expiration, at),
    },
    holder: issuing.holder(detail),
  };
};
