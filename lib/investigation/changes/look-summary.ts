import { createHash } from 'node:crypto';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { ActionCount } from '../activity.ts';
import type { Created, Investigation, KnownCredential, Touched, Verdict } from '../investigation.ts';
import type { MadeThing } from '../made-things.ts';
import { actionOf } from '../making.ts';

/** What is kept of a list: so many by their keys, each with what it was then, and how many more there were. */
export interface Kept<T extends string | number> {
  known: [key: string, was: T][];
  beyond: number;
}

/**
 * What a look has to remember so that the next one can tell only what changed. Plain JSON; at most 100 KB, whatever
 * the lineage: beside a record of 400 KB (DynamoDB developer guide, "Quotas": item size) there is room for it.
 */
export interface LookSummary {
  /** Up to when that look asked, ISO 8601 UTC. */
  to: string;
  events: number;
  failed: number;
  succeededAfter: number;
  /** What was known of the owner of a temporary credential, where that had to be found out. */
  owner: string | null;
  /** By id: the verdict, `contain/contained` with its status. */
  credentials: Kept<string>;
  /** `gone` where the lineage had taken it away again, else the verdict as well. */
  made: Kept<string>;
  touched: Kept<string>;
  /** By call and Region: how many there were. */
  actions: Kept<number>;
  /** `complete` or `not`. */
  regions: Kept<string>;
  techniques: Kept<string>;
  addresses: Kept<string>;
  /** Where else it could not be told, and `evidence` where none could be kept; absent where all went well. */
  notTold?: string[];
}

const mostKept = 500;
/** Of lists that are short in any real account. */
const fewKept = 150;

// The thief chooses names, up to the length of a record: only what is short and plain stands as it is.
const keyFrom = (text: string): string =>
  /^[\w.: -]{1,24}$/.test(text)
    ? text
    : `#${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`;

const joinedKey = (...parts: (string | null | undefined)[]): string => keyFrom(JSON.stringify(parts));

export const credentialKey = ({ id }: Pick<KnownCredential, 'id'>): string => keyFrom(id);
export const madeKey = ({ kind, id, owner, region, at }: MadeThing): string =>
  joinedKey(kind, id, owner?.kind, owner?.name, region, at);
export const touchedKey = ({ kind, id, eventName, region, at }: Touched): string =>
  joinedKey(kind, id, eventName, region, at);
export const actionKey = ({ eventSource, eventName, region }: ActionCount): string =>
  joinedKey(actionOf(eventSource, eventName), region);
export const nameKey = (name: string | null): string => keyFrom(name ?? 'unknown');

/** `waits`, `contain`, `contain/contained`; empty where nothing was decided. */
export const verdictState = (verdict: Verdict | undefined): string =>
  verdict ? [verdict.what, verdict.status].filter((word) => word !== undefined).join('/') : '';

/** Finds what was decided about a user or role that the lineage made. */
export const verdictsOfMade = (created: readonly Created[]): ((thing: MadeThing) => Verdict | undefined) => {
  const byKey = new Map(
    created.map(({ type, id, at, verdict }) => [JSON.stringify([type, id, at]), verdict]),
  );
  return ({ type, id, at }) => byKey.get(JSON.stringify([type, id, at]));
};

// What may still become something else is kept before what has come to its end.
const rankOf = (state: string): number => (state === '' || /^(expired|covered|gone)/.test(state) ? 1 : 0);

const kept = <T extends string | number>(entries: readonly [string, T][], most = mostKept): Kept<T> => {
  const all = [...new Map(entries)];
  if (all.length <= most) return { known: all, beyond: 0 };
  const known = all.toSorted(([, one], [, other]) => rankOf(String(one)) - rankOf(String(other)));
  return { known: known.slice(0, most), beyond: all.length - most };
};

/** What became of a look beside what it found. */
export interface Elsewhere {
  destinations?: readonly DestinationOutcome[];
  evidenceFailed?: string;
}

/** Where else a look could not be told, by name: `security-hub`, `evidence`. */
export const notToldIn = ({ destinations = [], evidenceFailed }: Elsewhere): string[] => [
  ...destinations.flatMap(({ destination, outcome }) => (outcome === 'done' ? [] : [destination])),
  ...(evidenceFailed === undefined ? [] : ['evidence']),
];

/** Remembers a look. */
export const summaryOf = (found: Investigation, elsewhere: Elsewhere = {}): LookSummary => {
  const verdictOf = verdictsOfMade(found.created);
  const notTold = notToldIn(elsewhere);
  return {
    to: found.window.to,
    events: found.events,
    failed: found.failed,
    succeededAfter: found.after?.succeeded ?? 0,
    owner: found.owner?.state ?? null,
    credentials: kept(found.credentials.map((one) => [credentialKey(one), verdictState(one.verdict)])),
    made: kept(
      found.made.map((one) => [madeKey(one), one.removedAt ? 'gone' : verdictState(verdictOf(one))]),
    ),
    touched: kept((found.touched ?? []).map((one) => [touchedKey(one), ''])),
    actions: kept(found.actions.map((one) => [actionKey(one), one.events])),
    regions: kept(
      found.coverage.map(({ region, complete }) => [nameKey(region), complete ? 'complete' : 'not']),
      fewKept,
    ),
    techniques: kept(
      found.techniques.map(({ id }) => [nameKey(id), '']),
      fewKept,
    ),
    addresses: kept(
      found.sources.map(({ ip }) => [nameKey(ip), '']),
      fewKept,
    ),
    ...(notTold.length > 0 && { notTold }),
  };
};
