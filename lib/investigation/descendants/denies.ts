import type { KnownCredential, Verdict } from '../investigation.ts';
import { verdict } from './verdict.ts';

/** A thief could have every role of a production contained by assuming it: beyond this many a person decides. */
export const mostPrincipals = 10;

/** What the deny on a user holds, beside the user's own keys. */
export const heldWithUser: ReadonlySet<string> = new Set([
  'session-token',
  'federation-token',
  'console-session',
  'login-profile',
]);

type Judged = Map<string, Verdict>;

const sessionKey = ({ principal, sessionName }: KnownCredential): string | undefined =>
  principal && sessionName ? `${principal.arn} ${sessionName}` : undefined;

// Nobody knows whether these are the thief's. An inferred one may be the very same session under another id.
const maybeWorkloads: ReadonlySet<string> = new Set(['older', 'workload', 'cannot-tell', 'of-a-waiting-one']);

/** The deny of a session holds all that go by its name: where the workload does, a person decides. */
export const waitWhereShared = (descendants: readonly KnownCredential[], judged: Judged): void => {
  const ofWorkload = new Set<string>();
  for (const credential of descendants) {
    const { what, rule = '' } = judged.get(credential.id) ?? {};
    const key = sessionKey(credential);
    if (key && what === 'waits' && maybeWorkloads.has(rule)) ofWorkload.add(key);
  }
  for (const credential of descendants) {
    const isShared = ofWorkload.has(sessionKey(credential) ?? '');
    if (isShared && judged.get(credential.id)?.what === 'contain')
      judged.set(credential.id, verdict('waits', 'shared-session'));
  }
};

export const limit = (descendants: readonly KnownCredential[], judged: Judged): void => {
  const principals = new Set<string>();
  for (const { id, principal } of descendants) {
    if (judged.get(id)?.what !== 'contain') continue;
    const arn = principal?.arn ?? id;
    if (principals.size >= mostPrincipals && !principals.has(arn))
      judged.set(id, verdict('waits', 'too-many'));
    else principals.add(arn);
  }
};

/**
 * One deny holds all that go by one session name, or belong to one user: the first asks for it.
 * @param behind the user behind each credential, by ARN
 */
export const denyOnce = (
  descendants: readonly KnownCredential[],
  judged: Judged,
  behind: ReadonlyMap<string, string | undefined>,
): void => {
  const denied = new Set<string>();
  for (const credential of descendants) {
    const { id, kind } = credential;
    if (judged.get(id)?.what !== 'contain') continue;
    const session = sessionKey(credential);
    const key = session ?? (heldWithUser.has(kind) ? behind.get(id) : undefined);
    if (key === undefined) continue;
    if (denied.has(key)) judged.set(id, verdict('covered', session ? 'same-session' : 'same-user'));
    else denied.add(key);
  }
};

const isHeld = (found: Verdict | undefined): boolean =>
  found?.what === 'contain' || found?.what === 'covered';

/** A console session acts as the session or user that opened it, and nothing else holds it. */
export const holdConsoles = (
  descendants: readonly KnownCredential[],
  judged: Judged,
  rootId: string | undefined,
): void => {
  for (const { id, kind, principal, issuedBy } of descendants) {
    const own = judged.get(id)?.what;
    if (kind !== 'console-session' || (own !== 'contain' && own !== 'waits')) continue;
    const opener = judged.get(issuedBy ?? '');
    if (issuedBy === rootId || isHeld(opener))
      judged.set(id, verdict('covered', principal?.kind === 'role' ? 'same-session' : 'same-user'));
    else if (own === 'contain')
      judged.set(
        id,
        opener?.what === 'waits' ? verdict('waits', 'of-a-waiting-one') : verdict('cannot', 'by-hand'),
      );
  }
};
