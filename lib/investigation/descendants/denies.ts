import type { KnownCredential, Verdict } from '../investigation.ts';
import type { Circumstances } from './doubts.ts';
import { verdict } from './verdict.ts';

/** A thief could have every role of a production contained by assuming it: beyond this many a person decides. */
export const mostPrincipals = 10;

/** Each name that is denied takes a policy of its own, and a role has room for some forty (IAM quotas, 10,240 characters). */
const mostNames = 10;

/** What the deny on a user holds, beside the user's own keys. */
export const heldWithUser: ReadonlySet<string> = new Set([
  'session-token',
  'federation-token',
  'console-session',
  'login-profile',
]);

type Judged = Map<string, Verdict>;

/** What the deny of a session goes by. */
export const sessionKey = ({ principal, sessionName }: KnownCredential): string | undefined =>
  principal && sessionName ? `${principal.arn} ${sessionName}` : undefined;

// Nobody knows whether these are the thief's. An inferred one may be the very same session under another id.
const maybeWorkloads: ReadonlySet<string> = new Set(['older', 'workload', 'cannot-tell', 'of-a-waiting-one']);

/**
 * The deny of a session holds all that go by its name: where the workload or anybody else does, a person decides.
 */
export const waitWhereShared = (
  descendants: readonly KnownCredential[],
  judged: Judged,
  { usedByOthers = () => false, knowsName = () => true }: Pick<Circumstances, 'usedByOthers' | 'knowsName'>,
): void => {
  const ofWorkload = new Set<string>();
  for (const credential of descendants) {
    const { what, rule = '' } = judged.get(credential.id) ?? {};
    const key = sessionKey(credential);
    if (key && what === 'waits' && maybeWorkloads.has(rule)) ofWorkload.add(key);
  }
  for (const credential of descendants) {
    if (judged.get(credential.id)?.what !== 'contain') continue;
    const isShared = ofWorkload.has(sessionKey(credential) ?? '') || usedByOthers(credential);
    const { kind, sessionName } = credential;
    if (isShared) judged.set(credential.id, verdict('waits', 'shared-session'));
    else if (kind === 'role-session' && sessionName && !knowsName(sessionName))
      judged.set(credential.id, verdict('waits', 'unknown-others'));
  }
};

/** Whether containment would be asked for it. Nothing of ours ends a console session but the deny of its opener. */
const isAsked = ({ id, kind }: KnownCredential, judged: Judged): boolean =>
  judged.get(id)?.what === 'contain' && kind !== 'console-session';

export const limit = (descendants: readonly KnownCredential[], judged: Judged): void => {
  const principals = new Map<string, Set<string>>();
  for (const credential of descendants) {
    if (!isAsked(credential, judged)) continue;
    const arn = credential.principal?.arn ?? credential.id;
    const names = principals.get(arn) ?? new Set();
    const name = sessionKey(credential) ?? '';
    const isOneTooMany = names.size >= mostNames && !names.has(name);
    if (isOneTooMany || (principals.size >= mostPrincipals && !principals.has(arn)))
      judged.set(credential.id, verdict('waits', 'too-many'));
    else principals.set(arn, names.add(name));
  }
};

/**
 * One deny holds all that go by one session name, or belong to one user: one of them asks for it. Of a session that is
 * the one issued last, for the deny holds what was issued before it alone.
 * @param behind the user behind each credential, by ARN
 * @returns the users that are denied
 */
export const denyOnce = (
  descendants: readonly KnownCredential[],
  judged: Judged,
  behind: ReadonlyMap<string, string | undefined>,
): Set<string> => {
  const denied = new Set<string>();
  const asked = descendants.filter((credential) => isAsked(credential, judged));
  const lastOf = new Map<string | undefined, string>();
  for (const each of asked.toSorted(lastFirst))
    if (!lastOf.has(sessionKey(each))) lastOf.set(sessionKey(each), each.id);
  for (const credential of asked) {
    const { id, kind } = credential;
    const session = sessionKey(credential);
    const key = session ?? (heldWithUser.has(kind) ? behind.get(id) : undefined);
    if (key === undefined) continue;
    if (session ? lastOf.get(session) !== id : denied.has(key))
      judged.set(id, verdict('covered', session ? 'same-session' : 'same-user'));
    else denied.add(key);
  }
  return denied;
};

const isHeld = (found: Verdict | undefined): boolean =>
  found?.what === 'contain' || found?.what === 'covered';

const lastFirst = (a: KnownCredential, b: KnownCredential): number =>
  (b.issuedAt ?? '').localeCompare(a.issuedAt ?? '');

/** A console session acts as the session or user that opened it: their deny holds it, and nothing else does. */
export const holdConsoles = (
  descendants: readonly KnownCredential[],
  judged: Judged,
  root: { id: string; isFree: boolean } | undefined,
  denied: ReadonlySet<string>,
): void => {
  for (const { id, kind, principal, issuedBy } of descendants) {
    const own = judged.get(id)?.what;
    if (kind !== 'console-session' || (own !== 'contain' && own !== 'waits')) continue;
    const opener = judged.get(issuedBy ?? '');
    const isOfRoot = issuedBy === root?.id;
    if (isOfRoot && root?.isFree) judged.set(id, verdict('cannot', 'user-not-denied'));
    else if (isOfRoot || isHeld(opener) || denied.has(principal?.arn ?? ''))
      judged.set(id, verdict('covered', principal?.kind === 'role' ? 'same-session' : 'same-user'));
    else if (own === 'contain') judged.set(id, withoutOpener(opener));
  }
};

const withoutOpener = (opener: Verdict | undefined): Verdict =>
  opener?.what === 'waits' ? verdict('waits', 'of-a-waiting-one') : verdict('cannot', 'by-hand');
