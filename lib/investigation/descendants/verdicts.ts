import type { Created, KnownCredential, LeakBegan, Verdict } from '../investigation.ts';
import type { Pattern, Source } from '../pattern.ts';
import { byHand } from './by-hand.ts';
import { type VerdictRule, verdictReasons } from './reasons.ts';

export interface Circumstances {
  leak: LeakBegan;
  /** The time to judge by, ISO 8601 UTC: what has ended before is over. */
  now: string;
  /** How a source compares with the workload's; undefined where nothing is known of a workload. */
  classify(source: Source): Pattern | undefined;
}

/** A thief could have every role of a production contained by assuming it: beyond this many a person decides. */
export const mostPrincipals = 10;

export const verdict = (what: Verdict['what'], rule: VerdictRule, command?: string): Verdict => ({
  what,
  rule,
  why: verdictReasons[rule],
  ...(command && { command }),
});

/**
 * What is to be done about each descendant of a leaked credential. Pure. Only what was issued or made after the leak
 * began, by a link that is certain and not from where the workload works, is contained without asking.
 * @param credentials the leaked one first, each after the one that issued it
 */
export const judgeDescendants = (
  credentials: readonly KnownCredential[],
  circumstances: Circumstances,
): KnownCredential[] => {
  const judged = new Map<string, Verdict>();
  const behind = usersBehind(credentials);
  const [root, ...descendants] = credentials;
  for (const credential of descendants) {
    const parent = credential.issuedBy === null ? undefined : judged.get(credential.issuedBy);
    const ofRootsUser = behind.get(credential.id) === behind.get(root?.id ?? '');
    judged.set(credential.id, judge(credential, parent, ofRootsUser, circumstances));
  }
  shareDenies(descendants, judged, behind);
  limit(descendants, judged);
  return credentials.map((credential) => {
    const found = judged.get(credential.id);
    return found ? { ...credential, verdict: found } : credential;
  });
};

/** The user whose deny would hold a credential, by ARN; a federated user is held with the user that issued it. */
const usersBehind = (credentials: readonly KnownCredential[]): Map<string, string | undefined> => {
  const behind = new Map<string, string | undefined>();
  for (const { id, kind, principal, issuedBy } of credentials) {
    const own = principal?.kind === 'user' ? principal.arn : undefined;
    behind.set(id, kind === 'federation-token' ? behind.get(issuedBy ?? '') : own);
  }
  return behind;
};

const heldWithUser: ReadonlySet<string> = new Set([
  'session-token',
  'federation-token',
  'console-session',
  'login-profile',
]);

const judge = (
  credential: KnownCredential,
  parent: Verdict | undefined,
  ofRootsUser: boolean,
  circumstances: Circumstances,
): Verdict => {
  const { until, kind } = credential;
  const { certain, issuedAt, issuedFrom } = credential;
  const doubt = doubtAbout({ certain, at: issuedAt, from: issuedFrom }, parent, circumstances);
  if (until !== undefined && until <= circumstances.now)
    return { ...verdict('expired', 'ended'), ...(doubt && workloads.has(doubt) && { rule: doubt }) };
  if (ofRootsUser && heldWithUser.has(kind)) return verdict('covered', 'same-user');
  const hand = byHand(credential);
  if (hand) return verdict('cannot', 'by-hand', hand.command);
  // A console session acts as the session or user that opened it.
  if (kind === 'console-session' && (parent?.what === 'contain' || parent?.what === 'covered'))
    return verdict('covered', 'same-session');
  return doubt ? verdict('waits', doubt) : verdict('contain', 'thief');
};

const workloads: ReadonlySet<string> = new Set(['older', 'workload']);

/** Whether a credential is rather the workload's than the thief's. */
export const isWorkloads = (found: Verdict | undefined): boolean => workloads.has(found?.rule ?? '');

interface Origin {
  certain: boolean;
  at: string | null;
  from: Source | undefined;
}

const doubtAbout = (
  { certain, at, from }: Origin,
  parent: Verdict | undefined,
  { leak, classify }: Circumstances,
): VerdictRule | undefined => {
  if (!certain) return 'inferred';
  if (parent?.what === 'waits') return 'of-a-waiting-one';
  if (at === null || leak.at === null) return 'no-time';
  if (at < leak.at) return 'older';
  const pattern = from && classify(from);
  if (pattern === 'usual') return 'workload';
  return pattern === 'shared' ? 'cannot-tell' : undefined;
};

/** The same of the users and roles that the lineage made: those that it did not take away again itself. */
export const judgeCreated = (
  created: readonly Created[],
  credentials: readonly KnownCredential[],
  circumstances: Circumstances,
): Created[] => {
  const makers = new Map(credentials.map((credential) => [credential.id, credential]));
  return created.map(({ from, ...thing }) => {
    if (thing.removedAt || !/^AWS::IAM::(User|Role)$/.test(thing.type)) return thing;
    const maker = makers.get(thing.by);
    const certain = maker?.certain ?? false;
    const doubt = doubtAbout({ certain, at: thing.at, from }, maker?.verdict, circumstances);
    return { ...thing, verdict: doubt ? verdict('waits', doubt) : verdict('contain', 'thief') };
  });
};

const sessionKey = ({ principal, sessionName }: KnownCredential): string | undefined =>
  principal && sessionName ? `${principal.arn} ${sessionName}` : undefined;

// One deny holds all that go by the same session name, or belong to one user: whoever else does is stopped too.
const shareDenies = (
  descendants: readonly KnownCredential[],
  judged: Map<string, Verdict>,
  behind: Map<string, string | undefined>,
): void => {
  const ofWorkload = new Set<string>();
  for (const credential of descendants) {
    const { what, rule } = judged.get(credential.id) ?? {};
    const key = sessionKey(credential);
    if (key && what === 'waits' && workloads.has(rule ?? '')) ofWorkload.add(key);
  }
  const taken = new Set<string>();
  for (const credential of descendants) {
    if (judged.get(credential.id)?.what !== 'contain') continue;
    const session = sessionKey(credential);
    const user = heldWithUser.has(credential.kind) ? behind.get(credential.id) : undefined;
    const key = session ?? user;
    if (key === undefined) continue;
    if (session && ofWorkload.has(session)) judged.set(credential.id, verdict('waits', 'shared-session'));
    else if (taken.has(key))
      judged.set(credential.id, verdict('covered', session ? 'same-session' : 'same-user'));
    else taken.add(key);
  }
};

const limit = (descendants: readonly KnownCredential[], judged: Map<string, Verdict>): void => {
  const principals = new Set<string>();
  for (const { id, principal } of descendants) {
    if (judged.get(id)?.what !== 'contain') continue;
    const arn = principal?.arn ?? id;
    if (principals.size >= mostPrincipals && !principals.has(arn))
      judged.set(id, verdict('waits', 'too-many'));
    else principals.add(arn);
  }
};
