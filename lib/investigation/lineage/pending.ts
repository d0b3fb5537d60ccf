import type { Door } from './door.ts';
import type { Issued } from './issuing.ts';
import type { Link } from './known.ts';

/** What a call did whose caller is not known to be of the lineage, or not yet: records come in any order. */
export type Edge =
  | { issued: Issued; link: Link }
  | { opens: Door }
  /** The other record of the same call, in the account of the role, has the id that it issued. */
  | { shared: string };

/**
 * Edges by the credential that they lead from. Most of a trail's edges are of nobody concerned: beyond a limit they are
 * dropped, and whoever reads the trail has to read it once more.
 */
export class Pending {
  readonly #edges = new Map<string, Edge[]>();
  readonly #most: number;
  #held = 0;
  #dropped = false;

  constructor(most = 100_000) {
    this.#most = most;
  }

  add(from: string, edge: Edge): void {
    if (this.#held >= this.#most) {
      this.#dropped = true;
      return;
    }
    this.#held += 1;
    const edges = this.#edges.get(from);
    if (edges) edges.push(edge);
    else this.#edges.set(from, [edge]);
  }

  /** Hands out what leads from a credential, and forgets it. */
  take(from: string): Edge[] {
    const edges = this.#edges.get(from) ?? [];
    this.#edges.delete(from);
    this.#held -= edges.length;
    return edges;
  }

  /** Whether anything was dropped since it was asked last. */
  wasFull(): boolean {
    const was = this.#dropped;
    this.#dropped = false;
    return was;
  }

  clear(): void {
    this.#edges.clear();
    this.#held = 0;
  }
}
