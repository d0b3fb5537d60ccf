import type { CloudTrailRecord } from './cloudtrail-record.ts';

/** A record in the trail, with what it is found by. Times are epoch milliseconds. */
export interface TrailEvent {
  record: CloudTrailRecord;
  time: number;
  /** From when on LookupEvents shows it. */
  visibleAt: number;
  /** Orders the events of one second: the later to arrive is the newer. */
  sequence: number;
}

/** A place between two events: everything older than `time`, or as old with a smaller `sequence`. */
export interface Position {
  time: number;
  sequence: number;
}

export const isBefore = (a: Position, b: Position): boolean =>
  a.time < b.time || (a.time === b.time && a.sequence < b.sequence);

/** Events kept in time order, so that a page costs no more in a long list than in a short one. */
export class SortedEvents {
  readonly #events: TrailEvent[] = [];
  #sorted = true;

  add(event: TrailEvent): void {
    const last = this.#events.at(-1);
    if (last && isBefore(event, last)) this.#sorted = false;
    this.#events.push(event);
  }

  /** Newest first, beginning with the newest event before `position`. */
  *before(position: Position): Generator<TrailEvent> {
    this.#sort();
    for (let index = this.#firstNotBefore(position) - 1; index >= 0; index--) {
      const event = this.#events[index];
      if (event) yield event;
    }
  }

  #sort(): void {
    if (!this.#sorted) this.#events.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    this.#sorted = true;
  }

  #firstNotBefore(position: Position): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = this.#events[middle];
      if (event && isBefore(event, position)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
