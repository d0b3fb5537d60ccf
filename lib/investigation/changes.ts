import type { SourceCount } from './activity.ts';
import { arrivedLate, type LateCalls } from './changes/late-calls.ts';
import {
  actionKey,
  credentialKey,
  type Elsewhere,
  type Kept,
  type LookSummary,
  madeKey,
  nameKey,
  notToldIn,
  touchedKey,
  verdictState,
  verdictsOfMade,
} from './changes/look-summary.ts';
import type { Coverage } from './coverage.ts';
import type { Investigation, KnownCredential, Technique, Touched, Verdict } from './investigation.ts';
import type { MadeThing } from './made-things.ts';

export { type LookSummary, summaryOf } from './changes/look-summary.ts';
export { type Silence, silenceOf } from './changes/silence.ts';

/** A credential, or a user or role that was made, about which something else holds than at the last look. */
export type VerdictChange = { before: string; now: Verdict } & (
  | { credential: KnownCredential }
  | { made: MadeThing }
);

/** What is different from the last look. */
export interface Changes {
  /** Up to when the last look asked, ISO 8601 UTC. */
  since: string;
  newCredentials: KnownCredential[];
  /** Further new ones of a lineage so large that nobody remembers which they are. */
  moreNewCredentials: number;
  newMade: MadeThing[];
  /** What stood at the last look and was taken away by the lineage. */
  removed: MadeThing[];
  newTouched: Touched[];
  verdictChanges: VerdictChange[];
  newEvents: number;
  newFailed: number;
  late: LateCalls;
  nowReadable: string[];
  nowUnreadable: Coverage[];
  newTechniques: Technique[];
  /** First seen now, and not known as the workload's. */
  newAddresses: SourceCount[];
  /** Calls that succeeded after containment, more than the last look knew. */
  newAfterContainment: number;
  /** Whether it was found out meanwhile whose a temporary credential is, or that records disagree about it. */
  ownerTold: boolean;
  /** Where else it could not be told, and could be at the last look or had not been tried: `security-hub`, `evidence`. */
  newNotTold: string[];
}

/** Compares a look with what is remembered of the one before. Pure. */
export const changesSince = (
  before: LookSummary,
  found: Investigation,
  elsewhere: Elsewhere = {},
): Changes => {
  const newCredentials = newIn(
    before.credentials,
    found.credentials,
    credentialKey,
    ({ issuedAt, firstUsed }) => isAfter(issuedAt ?? firstUsed, before.to),
  );
  const grownBy = found.credentials.length - before.credentials.known.length - before.credentials.beyond;
  return {
    since: before.to,
    newCredentials,
    moreNewCredentials: before.credentials.beyond > 0 ? atLeastNone(grownBy - newCredentials.length) : 0,
    newMade: newIn(before.made, found.made, madeKey, ({ at }) => isAfter(at, before.to)),
    removed: removedSince(before, found),
    newTouched: newIn(before.touched, found.touched ?? [], touchedKey, ({ at }) => isAfter(at, before.to)),
    verdictChanges: verdictChanges(before, found),
    newEvents: atLeastNone(found.events - before.events),
    newFailed: atLeastNone(found.failed - before.failed),
    late: arrivedLate(before, uniqueBy(found.actions, actionKey), actionKey),
    ...readableChanges(before, found),
    newTechniques: newIn(before.techniques, found.techniques, ({ id }) => nameKey(id), nobodyKnows),
    newAddresses: newIn(
      before.addresses,
      found.sources.filter(({ pattern = 'foreign' }) => pattern === 'foreign'),
      ({ ip }) => nameKey(ip),
      ({ first }) => isAfter(first, before.to),
    ),
    newAfterContainment: atLeastNone((found.after?.succeeded ?? 0) - before.succeededAfter),
    ownerTold: (found.owner?.state ?? null) !== before.owner,
    newNotTold: notToldIn(elsewhere).filter((name) => !before.notTold?.includes(name)),
  };
};

/**
 * Whether there is nothing to tell. Refused calls of what is contained already are no news: a pipeline whose key is
 * off goes on trying. Nor is that sessions have ended by themselves.
 */
export const isNothing = ({ verdictChanges: verdicts, ...changes }: Changes): boolean =>
  changes.moreNewCredentials === 0 &&
  verdicts.every(({ now }) => now.what === 'expired') &&
  changes.newEvents - changes.newFailed <= 0 &&
  changes.late.events === 0 &&
  changes.newAfterContainment === 0 &&
  !changes.ownerTold &&
  Object.values(changes).every((value) => !Array.isArray(value) || value.length === 0);

const atLeastNone = (number: number): number => Math.max(0, number);

const isAfter = (at: string | null | undefined, then: string): boolean =>
  typeof at === 'string' && Date.parse(at) > Date.parse(then);

const nobodyKnows = (): boolean => false;

/** Those that were not there. Of a list that was too long to remember only those that cannot have been there. */
const newIn = <T>(
  { known, beyond }: Kept<string>,
  now: readonly T[],
  keyOf: (one: T) => string,
  cannotHaveBeen: (one: T) => boolean,
): T[] => {
  const keys = new Set(known.map(([key]) => key));
  return now.filter((one) => !keys.has(keyOf(one)) && (beyond === 0 || cannotHaveBeen(one)));
};

const uniqueBy = <T>(things: readonly T[], keyOf: (thing: T) => string): T[] => [
  ...new Map(things.map((thing) => [keyOf(thing), thing])).values(),
];

const removedSince = ({ made }: LookSummary, found: Investigation): MadeThing[] => {
  const was = new Map(made.known);
  return uniqueBy(found.made, madeKey).filter(
    (one) => one.removedAt && (was.get(madeKey(one)) ?? 'gone') !== 'gone',
  );
};

const verdictChanges = (before: LookSummary, found: Investigation): VerdictChange[] => {
  const credentials = new Map(before.credentials.known);
  const made = new Map(before.made.known);
  const verdictOf = verdictsOfMade(found.created);
  return [
    ...uniqueBy(found.credentials, credentialKey).flatMap((credential) =>
      changed(credentials.get(credentialKey(credential)), credential.verdict, { credential }),
    ),
    ...uniqueBy(found.made, madeKey).flatMap((one) =>
      changed(made.get(madeKey(one)), verdictOf(one), { made: one }),
    ),
  ];
};

const changed = <T>(
  was: string | undefined,
  now: Verdict | undefined,
  what: T,
): (T & { before: string; now: Verdict })[] =>
  was !== undefined && now !== undefined && was !== verdictState(now) ? [{ ...what, before: was, now }] : [];

const readableChanges = (
  { regions }: LookSummary,
  { coverage }: Investigation,
): Pick<Changes, 'nowReadable' | 'nowUnreadable'> => {
  const was = new Map(regions.known);
  const rows = uniqueBy(coverage, ({ region }) => nameKey(region));
  return {
    nowReadable: rows
      .filter(({ region, complete }) => complete && was.get(nameKey(region)) === 'not')
      .map(({ region }) => region),
    nowUnreadable: rows.filter(({ region, complete }) => !complete && was.get(nameKey(region)) !== 'not'),
  };
};
