import type { Investigation } from './investigation.ts';
import type { TrailRecord } from './trail-record.ts';
import { certainlyAfter } from './whole-seconds.ts';

const shown = 10;

type After = NonNullable<Investigation['after']>;

/** Calls that succeeded although containment had been read back. */
export class AfterContainment {
  readonly #at: string;
  #succeeded = 0;
  #examples: After['examples'] = [];

  /** @param at ISO 8601 UTC */
  constructor(at: string) {
    this.#at = at;
  }

  /** @param credential of the lineage, whose call it is */
  add({ eventTime, errorCode, damage, eventName, region }: TrailRecord, credential: string): void {
    if (eventTime === null || errorCode !== null || damage !== null) return;
    if (!certainlyAfter(eventTime, this.#at)) return;
    this.#succeeded += 1;
    const examples = [...this.#examples, { credential, eventName, region, at: eventTime }];
    // The latest tell most: whether it still goes on.
    this.#examples = examples.sort((a, b) => b.at.localeCompare(a.at)).slice(0, shown);
  }

  result(): After {
    return { at: this.#at, succeeded: this.#succeeded, examples: this.#examples };
  }
}
