import { earlier, later } from './coverage.ts';
import { type MadeThing, MadeThings } from './made-things.ts';
import type { CallerIdentity, TrailRecord } from './trail-record.ts';

/** How often something was seen, and between when. */
export interface Count {
  events: number;
  first: string | null;
  last: string | null;
}

export interface ActionCount extends Count {
  eventSource: string;
  eventName: string;
  region: string;
  /** Null where CloudTrail did not say. */
  readOnly: boolean | null;
  /** How many of the events have an error code. */
  failed: number;
  /** How many things its calls made or issued, and of what kind; absent where none is known. */
  made?: { kind: string; number: number };
  /** What its calls that succeeded amount to (lib/investigation/meaning/effects.ts). */
  effects?: string[];
}

export interface SourceCount extends Count {
  ip: string | null;
  userAgent: string | null;
  /**
   * `usual`: the workload's own place, in use on several days before the leak. `shared`: its tool, from ever changing
   * places, so that nobody can tell. `foreign`: neither. Absent where there is no history to compare with.
   */
  pattern?: 'usual' | 'shared' | 'foreign';
}

/** What a key did, or all that was done under a user's name: counts, so that its size does not grow with the number of calls. */
export interface Activity extends Count {
  failed: number;
  lastSucceeded: string | null;
  actions: ActionCount[];
  sources: SourceCount[];
  /** What the calls made, by name; at most 200 of each kind of call, the newest. */
  made: MadeThing[];
  /** Calls of addresses and agents beyond those that are kept apart. */
  unlistedSources: number;
  damaged: { events: number; examples: string[] };
  identity: CallerIdentity | null;
}

// Whoever holds the key chooses its user agent, so without a limit it could fill our memory.
const sourcesKept = 1000;
const userAgentKept = 512;
const examplesKept = 5;

const none: Count = { events: 0, first: null, last: null };

const oneMore = <T extends Count>(count: T, at: string | null): T => ({
  ...count,
  events: count.events + 1,
  first: earlier(count.first, at),
  last: later(count.last, at),
});

const mostFirst = (one: Count, other: Count): number =>
  other.events - one.events ||
  (other.last ?? '').localeCompare(one.last ?? '') ||
  // Records come in any order, and the answer is always the same.
  JSON.stringify(one).localeCompare(JSON.stringify(other));

const madeSoFar = ({ made: before }: ActionCount, { made }: TrailRecord): Pick<ActionCount, 'made'> =>
  made ? { made: { kind: made.kind, number: (before?.number ?? 0) + made.number } } : {};

/** Counts calls, record by record. Whose they are is decided by who gives them. */
export class ActivityCounter {
  readonly #actions = new Map<string, ActionCount>();
  readonly #made = new MadeThings();
  readonly #sources = new Map<string, SourceCount>();
  #all: Count & Pick<Activity, 'failed' | 'lastSucceeded'> = { ...none, failed: 0, lastSucceeded: null };
  #unlistedSources = 0;
  #damaged: Activity['damaged'] = { events: 0, examples: [] };
  #identity: CallerIdentity | null = null;

  /**
   * @param by the credential that made the call, where its record names no key
   */
  add(record: TrailRecord, by?: string): void {
    this.#countAll(record);
    this.#countAction(record);
    this.#countSource(record);
    this.#made.add(record, by);
    this.#identity ??= record.identity;
    if (record.damage) this.#countDamage(record.eventId, record.damage);
  }

  result(): Activity {
    return {
      ...this.#all,
      actions: [...this.#actions.values()].sort(mostFirst),
      sources: [...this.#sources.values()].sort(mostFirst),
      made: this.#made.result(),
      unlistedSources: this.#unlistedSources,
      damaged: this.#damaged,
      identity: this.#identity,
    };
  }

  #countAll({ eventTime, errorCode, damage }: TrailRecord): void {
    const all = oneMore(this.#all, eventTime);
    // Of a record that could not be read nobody knows whether the call succeeded.
    const succeeded = errorCode === null && damage === null;
    this.#all = {
      ...all,
      failed: all.failed + (errorCode === null ? 0 : 1),
      lastSucceeded: succeeded ? later(all.lastSucceeded, eventTime) : all.lastSucceeded,
    };
  }

  #countAction(record: TrailRecord): void {
    const { eventSource, eventName, region, readOnly, errorCode, eventTime } = record;
    const key = JSON.stringify([eventSource, eventName, region]);
    const start: ActionCount = { ...none, eventSource, eventName, region, readOnly, failed: 0 };
    const count = oneMore(this.#actions.get(key) ?? start, eventTime);
    this.#actions.set(key, {
      ...count,
      readOnly: count.readOnly ?? readOnly,
      failed: count.failed + (errorCode === null ? 0 : 1),
      ...madeSoFar(count, record),
    });
  }

  #countSource({ sourceIp: ip, userAgent: agent, eventTime }: TrailRecord): void {
    const userAgent = agent?.slice(0, userAgentKept) ?? null;
    const key = JSON.stringify([ip, userAgent]);
    const known = this.#sources.get(key);
    if (known || this.#sources.size < sourcesKept) {
      this.#sources.set(key, oneMore(known ?? { ...none, ip, userAgent }, eventTime));
    } else {
      this.#unlistedSources += 1;
    }
  }

  #countDamage(eventId: string, damage: string): void {
    const { events, examples } = this.#damaged;
    const more = examples.length < examplesKept ? [...examples, `${eventId}: ${damage}`] : examples;
    this.#damaged = { events: events + 1, examples: more };
  }
}
