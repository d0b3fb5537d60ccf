import type { OnBehalf } from './investigation.ts';
import type { Call } from './lineage/call.ts';
import { actionOf } from './making.ts';
import type { TrailRecord } from './trail-record.ts';

const mostKept = 200;

/**
 * Calls that a service made in the name of a credential of the lineage, signed with an id of its own (IAM user guide,
 * "Forward access sessions"). Known by who they act as: other work of the same principal may be among them.
 */
export class CallsOnBehalf {
  readonly #rows = new Map<string, OnBehalf>();

  add({ invokedBy }: Call, { eventSource, eventName }: TrailRecord): void {
    if (invokedBy === null) return;
    const key = `${invokedBy} ${actionOf(eventSource, eventName)}`;
    const row = this.#rows.get(key) ?? { service: invokedBy, eventSource, eventName, events: 0 };
    row.events += 1;
    if (this.#rows.has(key) || this.#rows.size < mostKept) this.#rows.set(key, row);
  }

  result(): OnBehalf[] {
    return [...this.#rows.values()].sort(
      (a, b) => b.events - a.events || a.eventName.localeCompare(b.eventName),
    );
  }
}
