import { behindDoor } from './behind-door.ts';
import type { Door } from './door.ts';
import { Doors } from './entry.ts';
import type { Issued } from './issuing.ts';
import type { Known, Link } from './known.ts';
import type { Edge, Pending } from './pending.ts';

/** More than this is not followed: what is beyond is said. */
const mostKnown = 100_000;

/** Everything that is to be done at once, without going deeper with every hop. */
export type Work = { issued: Issued; link: Link } | { opens: Door };

/** Told of what becomes known. */
export interface Watcher {
  adopted(known: Known): void;
  opened(door: Door): void;
}

/**
 * Credentials with the links between them, and doors. What leads from a credential that is not known is kept until it
 * is, so that records may come in any order. Finding something again changes nothing, but that a certain link takes
 * the place of an inferred one.
 */
export class LineageGraph {
  readonly rootId: string | null;
  readonly doors = new Doors();
  readonly pending: Pending;
  readonly #known = new Map<string, Known>();
  /** Whose call it was of which two accounts keep a record each, by the id that both records share. */
  readonly #shared = new Map<string, string>();
  readonly #certain = new Map<string, boolean>();
  readonly #watcher: Watcher;
  /** Credentials that were not followed because there are too many. */
  beyond = 0;
  /** Who issued the leaked credential itself, where a record shows it. */
  issuerOfRoot: Link | undefined;

  constructor(rootId: string | null, pending: Pending, watcher: Watcher) {
    this.rootId = rootId;
    this.pending = pending;
    this.#watcher = watcher;
  }

  all(): Known[] {
    return [...this.#known.values()];
  }

  get(id: string): Known | undefined {
    return this.#known.get(id);
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  callerOfShared(sharedEventId: string): string | undefined {
    return this.#shared.get(sharedEventId);
  }

  /** Whether no link on the way from the leaked credential rests on inference. */
  isCertain(id: string): boolean {
    const way: string[] = [];
    let answer: boolean | undefined;
    for (let at: string | null = id; answer === undefined; ) {
      const known: Known | undefined = this.#known.get(at ?? '');
      answer = this.#certain.get(at ?? '') ?? (known?.linkCertain !== true ? false : undefined);
      if (answer === undefined && known?.issuedBy === null) answer = true;
      if (known) way.push(known.id);
      at = known?.issuedBy ?? null;
    }
    // All that lies on the way to an inferred link rests on it.
    for (const each of way) this.#certain.set(each, answer);
    return answer;
  }

  /** Takes in what was found, and all that was waiting for it. */
  do(work: readonly Work[]): void {
    const queue = [...work];
    for (let next = queue.pop(); next; next = queue.pop()) {
      const following = 'opens' in next ? this.#open(next.opens) : this.#adopt(next.issued, next.link);
      for (const each of following) queue.push(each);
    }
  }

  /** What a credential did, now that it is known to be of the lineage. */
  from(id: string, edges: readonly Edge[]): Work[] {
    return edges.flatMap((edge): Work[] => {
      if ('opens' in edge) return [{ opens: { ...edge.opens, openedBy: id } }];
      if ('issued' in edge) return [{ issued: edge.issued, link: { ...edge.link, issuedBy: id } }];
      this.#shared.set(edge.shared, id);
      return this.from(id, this.pending.take(`shared ${edge.shared}`));
    });
  }

  #open(door: Door): Work[] {
    if (!this.doors.add(door)) return [];
    this.#watcher.opened(door);
    return behindDoor(door, this.#known.get(door.openedBy));
  }

  #adopt(issued: Issued, link: Link): Work[] {
    const { id } = issued;
    const known = this.#known.get(id);
    if (known && id === this.rootId) {
      this.issuerOfRoot ??= link;
      return [];
    }
    if (known) {
      if (!known.linkCertain && link.certain && !this.#descends(link.issuedBy, id))
        this.#relink(known, issued, link);
      return [];
    }
    if (this.#known.size >= mostKnown) {
      this.beyond += 1;
      return [];
    }
    const fresh = joined(issued, link);
    this.#known.set(id, fresh);
    this.#watcher.adopted(fresh);
    return this.from(id, this.pending.take(id));
  }

  /** Links a credential anew, now that more is known of where it came from; a certain link is never weakened. */
  relink(id: string, link: Link, kind?: Known['kind']): void {
    const known = this.#known.get(id);
    if (!known || this.#descends(link.issuedBy, id)) return;
    if (known.linkCertain && (!link.certain || known.issuedBy === link.issuedBy)) return;
    this.#relink(known, { ...known, ...(kind && { kind }) }, link);
  }

  #relink(known: Known, issued: Issued, link: Link): void {
    Object.assign(known, joined(issued, link));
    this.#certain.clear();
  }

  #descends(id: string | null, from: string): boolean {
    for (let at = id; at !== null; at = this.#known.get(at)?.issuedBy ?? null) if (at === from) return true;
    return false;
  }
}

const joined = (issued: Issued, { issuedBy, via, at, certain, why, from }: Link): Known => ({
  ...issued,
  issuedBy,
  via,
  issuedAt: at,
  linkCertain: certain,
  why,
  ...(from && { issuedFrom: from }),
});
