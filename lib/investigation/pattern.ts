import { ChangingPlaces } from './changing-places.ts';
import { isPlausible } from './plausible-time.ts';
import { isRegular, regularSpan, type Seen, SeenThings } from './seen.ts';

export type Pattern = 'usual' | 'shared' | 'foreign';

export interface Source {
  ip: string | null;
  userAgent: string | null;
}

/** Where addresses are given out together: the /24 of IPv4, the /64 of IPv6; a service as it is called. */
export const placeOf = (ip: string | null): string => {
  if (ip === null) return 'unknown';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return ip.split('.').slice(0, 3).join('.');
  return ip.includes(':') ? networkOf(ip) : ip;
};

// One address is written in several ways (RFC 5952): zeros may be left out.
const networkOf = (ip: string): string => {
  const [front = [], back = []] = ip.split('::').map((half) => half.split(':').filter((part) => part !== ''));
  const left = ip.includes('::') ? Math.max(0, 8 - front.length - back.length) : 0;
  const parts = [...front, ...Array<string>(left).fill('0'), ...back];
  const shortest = parts.map((part) => part.toLowerCase().replace(/^0+(?=.)/, ''));
  return shortest.slice(0, 4).join(':');
};

/** The tool without its version, which changes: `aws-cli`, `Boto3`. */
export const toolOf = (userAgent: string | null): string => {
  const [first = ''] = (userAgent ?? '').replace(/^\[/, '').split(/[\s,]/);
  return first.split('/')[0]?.slice(0, 80) || 'unknown';
};

/**
 * Learns from where and with what a credential is used, so that the workload can be told from the thief: a place and a
 * tool that were seen on several days are the workload's, a tool that was seen from ever changing places may be
 * anybody's.
 */
export class UsePattern {
  readonly #pairs = new SeenThings();
  readonly #tools = new SeenThings();
  /** Of each tool the places that it was seen from. */
  readonly #places = new WeakMap<Seen, ChangingPlaces>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param at milliseconds; of a time of another era, which a damaged record may have, nothing is learnt */
  add(source: Source, at: number): void {
    if (!isPlausible(at)) return;
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
    const [place, tool] = [placeOf(source.ip), toolOf(source.userAgent)];
    this.#pairs.add(pairOf(place, tool), at);
    const seen = this.#tools.add(tool, at);
    if (seen) this.#addPlace(seen, place, at);
  }

  #addPlace(tool: Seen, place: string, at: number): void {
    const places = this.#places.get(tool) ?? new ChangingPlaces();
    places.add(place, at);
    this.#places.set(tool, places);
  }

  /** Milliseconds; null before the first call. */
  get first(): number | null {
    return Number.isFinite(this.#first) ? this.#first : null;
  }

  /** Whether anything is known of a workload, so that others can be told from it. */
  get hasHistory(): boolean {
    return (
      this.#pairs.all().some(([, seen]) => isRegular(seen)) ||
      this.#tools.all().some(([, tool]) => this.#isChanging(tool))
    );
  }

  /** Whether all its use lies within the time in which nothing can become regular. */
  get isShort(): boolean {
    return this.#last - this.#first < regularSpan;
  }

  classify(source: Source): Pattern {
    const tool = toolOf(source.userAgent);
    const pair = this.#pairs.get(pairOf(placeOf(source.ip), tool));
    if (pair && isRegular(pair)) return 'usual';
    return this.#isChanging(this.#tools.get(tool)) ? 'shared' : 'foreign';
  }

  /** When a place and tool were first seen that are not the workload's, milliseconds; null when none were. */
  firstForeign(): number | null {
    let earliest = Number.POSITIVE_INFINITY;
    for (const [pair, seen] of this.#pairs.all())
      if (!isRegular(seen) && !this.#isChanging(this.#tools.get(toolIn(pair))))
        earliest = Math.min(earliest, seen.first);
    return Number.isFinite(earliest) ? earliest : null;
  }

  #isChanging(tool: Seen | undefined): boolean {
    return tool !== undefined && isRegular(tool) && (this.#places.get(tool)?.areChanging ?? false);
  }
}

// A tool has no space in its name, and a place may: `AWS Internal`.
const pairOf = (place: string, tool: string): string => `${place} ${tool}`;
const toolIn = (pair: string): string => pair.slice(pair.lastIndexOf(' ') + 1);
