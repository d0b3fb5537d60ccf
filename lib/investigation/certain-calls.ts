import { type Activity, ActivityCounter } from './activity.ts';
import { AfterContainment } from './after-containment.ts';
import type { Json } from './detail.ts';
import { FirstDenied } from './first-denied.ts';
import type { Investigation } from './investigation.ts';
import { actionOf } from './making.ts';
import { Meanings } from './meanings.ts';
import { TimelineCounter } from './timeline.ts';
import type { TrailRecord } from './trail-record.ts';

type Told = Pick<
  Investigation,
  | 'events'
  | 'failed'
  | 'lastSucceeded'
  | 'actions'
  | 'techniques'
  | 'touched'
  | 'after'
  | 'errors'
  | 'timeline'
  | 'firstDenied'
>;

/** What the calls amount to that certainly are of the lineage; of a reported user, those under its name. */
export class CertainCalls {
  readonly #activity = new ActivityCounter();
  readonly #meanings = new Meanings();
  readonly #timeline = new TimelineCounter();
  readonly #denied: FirstDenied;
  readonly #after: AfterContainment | undefined;

  /** @param containedAt when containment was read back, ISO 8601 UTC */
  constructor(containedAt?: string) {
    this.#denied = new FirstDenied(containedAt);
    if (containedAt !== undefined) this.#after = new AfterContainment(containedAt);
  }

  /** @param by the credential that made the call */
  add(record: TrailRecord, detail: Json, by: string): void {
    this.#activity.add(record, by);
    const [first] = this.#meanings.add(record, detail, by);
    this.#timeline.add(record, first?.tactic);
    this.#denied.add(record);
    this.#after?.add(record, by);
  }

  /** Counts a call that tells nothing of the caller: AWS made it in the caller's name, or nobody knows the credential. */
  addCountOnly(record: TrailRecord, by?: string): void {
    this.#activity.add(record, by);
    this.#timeline.add(record, undefined);
  }

  activity(): Activity {
    return this.#activity.result();
  }

  /** @param activity what `activity` answered */
  result({ events, failed, lastSucceeded, actions }: Activity): Told {
    const timeline = this.#timeline.result();
    const firstDenied = this.#denied.result();
    return {
      events,
      failed,
      lastSucceeded,
      actions: actions.map((row) => {
        const effects = this.#meanings.effectsOf(actionOf(row.eventSource, row.eventName));
        return effects.length > 0 ? { ...row, effects } : row;
      }),
      techniques: this.#meanings.techniques(),
      touched: this.#meanings.touched(),
      ...(this.#after && { after: this.#after.result() }),
      errors: this.#meanings.errors(),
      ...(timeline && { timeline }),
      ...(firstDenied !== undefined && { firstDenied }),
    };
  }
}
