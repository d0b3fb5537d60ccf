import type { Created } from './investigation.ts';
import { nameAtEnd } from './making/reading.ts';
import { actionOf, makings, type Owner } from './making.ts';
import { asRemoved } from './removing.ts';
import type { TrailRecord } from './trail-record.ts';

/** A thing that a call made, or a credential that it issued. */
export interface MadeThing {
  /** The word for it: `user`, `session token`. */
  kind: string;
  /** The CloudFormation type, where it has one. */
  type?: string;
  id: string;
  /** Of a user or role. */
  uniqueId?: string;
  owner?: Owner;
  /** The key that signed the call, where its record says so. */
  by?: string;
  /** ISO 8601 UTC. */
  at: string;
  eventSource: string;
  eventName: string;
  region: string;
  /** When the lineage, or the user, took it away again; of compute, when anybody did. */
  removedAt?: string;
  /** Where the call came from. */
  from?: { ip: string | null; userAgent: string | null };
}

// Each kind of call has its own share, so that a flood of one cannot push out the one user of another.
const keptOfEachAction = 200;

type Named = Pick<MadeThing, 'kind' | 'region' | 'id' | 'owner'>;

interface Removal {
  match: string;
  at: string;
}

// A name is one of its Region, that of a bucket one of all; a cluster may be named by its ARN or its name.
const matching = (kind: string, region: string, id: string, owner: Owner | null | undefined): string => {
  const whose = owner ? `${owner.kind} ${nameAtEnd(owner.name)}` : owner;
  return JSON.stringify([kind, kind === 'bucket' ? '' : region, id, whose ?? (whose === null ? '' : '*')]);
};

// Where the id is enough, the removing call does not tell whose the thing was.
const matchesOf = ({ kind, region, id, owner }: Named): string[] =>
  [owner ?? null, undefined].map((whose) => matching(kind, region, asRemoved(kind, id), whose));

/** That in which a thing stands, and with which it goes. */
const homeOf = ({ eventSource, eventName, owner, region }: MadeThing): Named[] =>
  owner && makings.get(actionOf(eventSource, eventName))?.goesWithOwner
    ? [{ kind: owner.kind, region, id: nameAtEnd(owner.name) }]
    : [];

/** Records come in any order: of two at the same moment the names decide, so that the answer is always the same. */
export const inTime = (one: { at: string; id?: string }, other: { at: string; id?: string }): number =>
  one.at.localeCompare(other.at) || (one.id ?? '').localeCompare(other.id ?? '');

type Removals = ReadonlyMap<string, readonly Removal[]>;

const removalsOf = (thing: Named, since: string, removals: Removals): Removal[] =>
  matchesOf(thing).flatMap((match) => (removals.get(match) ?? []).filter(({ at }) => at >= since));

/** Keeps what the calls of one subject made and took away, in memory that does not grow with the number of calls. */
export class MadeThings {
  readonly #made = new Map<string, Map<string, MadeThing>>();
  readonly #removed = new Map<string, Map<string, Removal>>();

  /** @param by the credential that made the call, where its record names no key */
  add(record: TrailRecord, by?: string): void {
    // Without a time nobody can tell what came first; the call is counted all the same.
    if (record.eventTime === null) return;
    this.#addMade(record, record.eventTime, record.accessKeyId ?? by);
    this.#addRemoved(record, record.eventTime);
  }

  /** The oldest first. */
  result(): MadeThing[] {
    const made = [...this.#made.values()].flatMap((kept) => [...kept.values()]).sort(inTime);
    const removals = [...this.#removed.values()].flatMap((kept) => [...kept.values()]).sort(inTime);
    const byMatch = Map.groupBy(removals, ({ match }) => match);
    const taken = new Set<Removal>();
    return made.map((thing) => {
      // One removal ends one thing: of a user that was made twice and deleted once, one still stands.
      const own = removalsOf(thing, thing.at, byMatch).find((removal) => !taken.has(removal));
      if (own) taken.add(own);
      const removal = own ?? homeOf(thing).flatMap((home) => removalsOf(home, thing.at, byMatch))[0];
      return removal ? { ...thing, removedAt: removal.at } : thing;
    });
  }

  #addMade(record: TrailRecord, at: string, maker: string | undefined): void {
    const { made, eventId, eventSource, eventName, region, sourceIp: ip, userAgent } = record;
    if (!made) return;
    const { kind, type, owner, uniqueId } = made;
    const by = maker ? { by: maker } : {};
    const from = { ip, userAgent: userAgent?.slice(0, 512) ?? null };
    const kept = shelf(this.#made, actionOf(eventSource, eventName));
    for (const id of made.ids) {
      const thing = { kind, ...(type ? { type } : {}), id, ...(uniqueId ? { uniqueId } : {}) };
      const whose = { ...(owner ? { owner } : {}), ...by, at };
      keep(kept, JSON.stringify([eventId, id]), { ...thing, ...whose, eventSource, eventName, region, from });
    }
  }

  // Records come newest first, so a removal is mostly read before what it removes.
  #addRemoved({ removed, eventId, eventSource, eventName, region }: TrailRecord, at: string): void {
    if (!removed) return;
    const kept = shelf(this.#removed, actionOf(eventSource, eventName));
    for (const id of removed.ids) {
      const match = matching(removed.kind, region, id, removed.owner);
      keep(kept, JSON.stringify([eventId, id]), { match, at });
    }
  }
}

const shelf = <T>(shelves: Map<string, Map<string, T>>, action: string): Map<string, T> => {
  const found = shelves.get(action) ?? new Map<string, T>();
  shelves.set(action, found);
  return found;
};

const keep = <T>(kept: Map<string, T>, key: string, value: T): void => {
  if (kept.size < keptOfEachAction) kept.set(key, value);
};

/**
 * The things that CloudFormation has a type for, as an investigation tells them.
 * @param byDefault who made what no record names a key for
 */
export const createdThings = (made: readonly MadeThing[], byDefault: string): Created[] =>
  made.flatMap(({ type, id, uniqueId, by = byDefault, at, eventName, region, removedAt, from }) =>
    type
      ? [
          {
            type,
            id,
            ...(uniqueId && { uniqueId }),
            by,
            at,
            eventName,
            region,
            ...(removedAt && { removedAt }),
            ...(from && { from }),
          },
        ]
      : [],
  );
