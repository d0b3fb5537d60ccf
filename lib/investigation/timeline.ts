import type { Timeline } from './investigation.ts';
import { type Tactic, tactics } from './meaning/techniques/catalogue.ts';
import { isPlausible } from './plausible-time.ts';
import type { TrailRecord } from './trail-record.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** How long slots may be, seconds. Each is a multiple of the one before it: slots merge, and no call is read again. */
const lengths = [minute, 5 * minute, 15 * minute, hour, 6 * hour, day, week, 4 * week, 52 * week];

/** As many as a screen can show side by side; the longest slots hold every plausible time in fewer. */
const mostSlots = 240;

/** A Monday, seconds: slots of a day begin at midnight UTC, those of a week on Mondays. */
const origin = Date.UTC(1970, 0, 5) / 1000;

const lanesInOrder = [...tactics, 'Other'] as const;
type Lane = (typeof lanesInOrder)[number];

interface Cell {
  events: number;
  failed: number;
}

/**
 * Counts calls by time and tactic. The slots are a minute long and grow longer as the calls spread, so that there are
 * never more than 240, and what is kept does not grow with the number of calls. In whatever order they come, the answer
 * is the same: the shortest length with which all of them fit.
 */
export class TimelineCounter {
  /** Of each lane its slots by their number since the origin. */
  #lanes = new Map<Lane, Map<number, Cell>>();
  /** Which of the lengths slots have now. */
  #grown = 0;
  /** Seconds. */
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /**
   * @param record is left out where its time cannot be right
   * @param tactic of the technique that tells most of the call, where it shows several: the first one of its row
   *   (lib/investigation/meaning/techniques); undefined for a call that everybody makes
   */
  add({ eventTime, errorCode }: TrailRecord, tactic: Tactic | undefined): void {
    const at = Date.parse(eventTime ?? '');
    if (!isPlausible(at)) return;
    const seconds = at / 1000;
    this.#first = Math.min(this.#first, seconds);
    this.#last = Math.max(this.#last, seconds);
    while (this.#slotOf(this.#last) - this.#slotOf(this.#first) >= mostSlots) this.#grow();
    const failed = errorCode === null ? 0 : 1;
    count(this.#lanes, tactic ?? 'Other', this.#slotOf(seconds), { events: 1, failed });
  }

  /** Lanes and slots without calls are left out. Undefined where no call has a time. */
  result(): Timeline | undefined {
    if (this.#lanes.size === 0) return undefined;
    return {
      from: this.#beginOf(this.#slotOf(this.#first)),
      to: this.#beginOf(this.#slotOf(this.#last) + 1),
      step: this.#length,
      lanes: lanesInOrder.flatMap((tactic) => {
        const slots = [...(this.#lanes.get(tactic) ?? [])].toSorted(([a], [b]) => a - b);
        if (slots.length === 0) return [];
        return [{ tactic, slots: slots.map(([slot, cell]) => ({ at: this.#beginOf(slot), ...cell })) }];
      }),
    };
  }

  get #length(): number {
    return lengths[this.#grown] ?? 52 * week;
  }

  #slotOf(seconds: number): number {
    return Math.floor((seconds - origin) / this.#length);
  }

  #beginOf(slot: number): string {
    return new Date((origin + slot * this.#length) * 1000).toISOString();
  }

  #grow(): void {
    const before = this.#length;
    this.#grown += 1;
    const merged = new Map<Lane, Map<number, Cell>>();
    for (const [lane, slots] of this.#lanes)
      for (const [slot, cell] of slots) count(merged, lane, this.#slotOf(origin + slot * before), cell);
    this.#lanes = merged;
  }
}

const count = (lanes: Map<Lane, Map<number, Cell>>, lane: Lane, slot: number, more: Cell): void => {
  const slots = lanes.get(lane) ?? new Map<number, Cell>();
  const cell = slots.get(slot);
  slots.set(slot, {
    events: (cell?.events ?? 0) + more.events,
    failed: (cell?.failed ?? 0) + more.failed,
  });
  lanes.set(lane, slots);
};
