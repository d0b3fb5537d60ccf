import type { Count } from './activity.ts';
import { earlier, later } from './coverage.ts';
import type { CallerIdentity, TrailRecord } from './trail-record.ts';

/** How one credential was used. */
export interface Use extends Count {
  failed: number;
  /** Who its first record says that it is. */
  identity: CallerIdentity | null;
}

const unused: Use = { events: 0, first: null, last: null, failed: 0, identity: null };

/** Counts the calls of each credential. */
export class Uses {
  readonly #uses = new Map<string, Use>();

  add(id: string, { eventTime, errorCode, identity }: TrailRecord): void {
    const use = this.#uses.get(id) ?? { ...unused };
    use.events += 1;
    use.first = earlier(use.first, eventTime);
    use.last = later(use.last, eventTime);
    if (errorCode !== null) use.failed += 1;
    use.identity ??= identity;
    this.#uses.set(id, use);
  }

  of(id: string): Use {
    return this.#uses.get(id) ?? unused;
  }
}
