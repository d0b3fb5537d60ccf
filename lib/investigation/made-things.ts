import type { Created } from './investigation.ts';
import { actionOf, type Owner } from './making.ts';
import type { TrailRecord } from './trail-record.ts';

/** A thing that a call made, or a credential that it issued. */
export interface MadeThing {
  /** The word for it: `user`, `session token`. */
  kind: string;
  /** The CloudFormation type, where it has one. */
  type?: string;
  id: string;
  owner?: Owner;
  /** The key that signed the call, where its record says so. */
  by?: string;
  /** ISO 8601 UTC. */
  at: string;
  eventSource: string;
  eventName: string;
  region: string;
  /** When the lineage, or the user, took it away again. */
  removedAt?: string;
  /** Where the call came from. */
  from?: { ip: string | null; userAgent: string | null };
}

// Each kind of call has its own share, so that a flood of one cannot push out the one user of another.
const keptOfEachAction = 200;

const ownedKinds: ReadonlySet<string> = new Set(['attached policy', 'inline policy']);

// A user's and a role's policy of the same name differ by the owner's kind, which the calls' names tell.
const matching = (kind: string, region: string, id: string, owner: string | undefined): string =>
  JSON.stringify([kind, kind === 'bucket' ? '' : region, id, ownedKinds.has(kind) ? (owner ?? '') : '']);

const ownerOf = (eventName: string, name: string | undefined): string | undefined =>
  name === undefined ? undefined : `${/Role/.test(eventName) ? 'role' : 'user'} ${name}`;

/** Records come in any order: of two at the same moment the names decide, so that the answer is always the same. */
export const inTime = (one: { at: string; id?: string }, other: { at: string; id?: string }): number =>
  one.at.localeCompare(other.at) || (one.id ?? '').localeCompare(other.id ?? '');

/** Keeps what the calls of one subject made and took away, in memory that does not grow with the number of calls. */
export class MadeThings {
  readonly #made = new Map<string, Map<string, MadeThing>>();
  readonly #removed = new Map<string, Map<string, { match: string; at: string }>>();

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
    const open = Map.groupBy(removals, ({ match }) => match);
    return made.map((thing) => {
      const match = matching(thing.kind, thing.region, thing.id, ownerOf(thing.eventName, thing.owner?.name));
      const candidates = open.get(match) ?? [];
      const index = candidates.findIndex(({ at }) => at >= thing.at);
      // One removal ends one thing: of a user that was made twice and deleted once, one still stands.
      const [removal] = index < 0 ? [] : candidates.splice(index, 1);
      return removal ? { ...thing, removedAt: removal.at } : thing;
    });
  }

  #addMade(record: TrailRecord, at: string, maker: string | undefined): void {
    const { made, eventId, eventSource, eventName, region, sourceIp: ip, userAgent } = record;
    if (!made) return;
    const { kind, type, owner } = made;
    const by = maker ? { by: maker } : {};
    const from = { ip, userAgent: userAgent?.slice(0, 512) ?? null };
    const kept = shelf(this.#made, actionOf(eventSource, eventName));
    for (const id of made.ids) {
      const thing = { kind, ...(type ? { type } : {}), id, ...(owner ? { owner } : {}), ...by, at };
      keep(kept, JSON.stringify([eventId, id]), { ...thing, eventSource, eventName, region, from });
    }
  }

  // Records come newest first, so a removal is mostly read before what it removes.
  #addRemoved({ removed, eventId, eventSource, eventName, region }: TrailRecord, at: string): void {
    if (!removed) return;
    const kept = shelf(this.#removed, actionOf(eventSource, eventName));
    for (const id of removed.ids) {
      const match = matching(removed.kind, region, id, ownerOf(eventName, removed.owner));
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
  made.flatMap(({ type, id, by = byDefault, at, eventName, region, removedAt, from }) =>
    type
      ? [{ type, id, by, at, eventName, region, ...(removedAt && { removedAt }), ...(from && { from }) }]
      : [],
  );
