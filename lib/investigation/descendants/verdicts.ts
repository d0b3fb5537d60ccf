import type { Created, KnownCredential, Verdict } from '../investigation.ts';
import { byHand } from './by-hand.ts';
import { denyOnce, heldWithUser, holdConsoles, limit, mostPrincipals, waitWhereShared } from './denies.ts';
import { type Circumstances, doubtAbout, doubtsAbout, isWorkloads } from './doubts.ts';
import type { VerdictRule } from './reasons.ts';
import { usersBehind } from './users-behind.ts';
import { verdict } from './verdict.ts';

export { mostPrincipals } from './denies.ts';
export { type Circumstances, isWorkloads } from './doubts.ts';

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
  const doubts = doubtsAbout(credentials, circumstances);
  const byId = new Map(credentials.map((credential) => [credential.id, credential]));
  const [root, ...descendants] = credentials;
  const behindConsoles = openersOfLiving(descendants, circumstances.now);
  const rootsUser = behind.get(root?.id ?? '');
  for (const credential of descendants) {
    const { id, kind, issuedBy, until } = credential;
    const issuer = byId.get(issuedBy ?? '');
    const ofRootsUser = rootsUser !== undefined && behind.get(id) === rootsUser;
    const doubt = doubts.get(id);
    if (until !== undefined && until <= circumstances.now && !behindConsoles.has(id))
      judged.set(id, ended(doubt));
    else if (ofRootsUser && heldWithUser.has(kind)) judged.set(id, withUser(circumstances));
    else judged.set(id, actOn(credential, issuer, doubt));
  }
  waitWhereShared(descendants, judged, circumstances);
  limit(descendants, judged);
  const denied = denyOnce(descendants, judged, behind);
  holdConsoles(
    descendants,
    judged,
    root && { id: root.id, isFree: circumstances.userIsFree ?? false },
    denied,
  );
  return credentials.map((credential) => {
    const found = judged.get(credential.id);
    return found ? { ...credential, verdict: found } : credential;
  });
};

// What the root issued is held by the deny on the root's user, where there is one.
const withUser = ({ userIsFree }: Circumstances): Verdict =>
  userIsFree ? verdict('cannot', 'user-not-denied') : verdict('covered', 'same-user');

/** What opened a console that may be open still: the deny of its name holds that too, so it is denied though it has ended. */
const openersOfLiving = (descendants: readonly KnownCredential[], now: string): Set<string> =>
  new Set(
    descendants.flatMap(({ kind, until = '', issuedBy }) =>
      kind === 'console-session' && until > now && issuedBy !== null ? [issuedBy] : [],
    ),
  );

const actOn = (
  credential: KnownCredential,
  issuer: KnownCredential | undefined,
  doubt: VerdictRule | undefined,
): Verdict => {
  const hand = byHand(credential, issuer);
  if (hand) return verdict('cannot', 'by-hand', hand.command);
  return doubt ? verdict('waits', doubt) : verdict('contain', 'thief');
};

/** What the workload issued is told apart when it has ended as well: nobody need look at what it did. */
const ended = (doubt: VerdictRule | undefined): Verdict => ({
  ...verdict('expired', 'ended'),
  ...(doubt && isWorkloads({ rule: doubt }) && { rule: doubt }),
});

const nameOf = ({ id, principal }: KnownCredential): string =>
  principal ? `${principal.kind} ${principal.name}` : id;

/** The same of the users and roles that the lineage made: those that it did not take away again itself. */
export const judgeCreated = (
  created: readonly Created[],
  credentials: readonly KnownCredential[],
  circumstances: Circumstances,
): Created[] => {
  const certain = new Set(credentials.filter((each) => each.certain).map(({ id }) => id));
  const doubts = doubtsAbout(credentials, circumstances);
  const principals = new Set(credentials.filter((each) => each.verdict?.what === 'contain').map(nameOf));
  return created.map(({ from, ...thing }) => {
    if (thing.removedAt || !/^AWS::IAM::(User|Role)$/.test(thing.type)) return thing;
    const origin = { certain: certain.has(thing.by), at: thing.at, from };
    const doubt = doubtAbout(origin, doubts.get(thing.by), circumstances);
    if (doubt) return { ...thing, verdict: verdict('waits', doubt) };
    const name = `${thing.type === 'AWS::IAM::User' ? 'user' : 'role'} ${thing.id}`;
    if (principals.size >= mostPrincipals && !principals.has(name))
      return { ...thing, verdict: verdict('waits', 'too-many') };
    principals.add(name);
    return { ...thing, verdict: verdict('contain', 'thief') };
  });
};
