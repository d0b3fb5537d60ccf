const day = 24 * 60 * 60_000;

/** On so many days, over so long a time, a place and tool have to be seen before they count as the workload's own. */
const usualDays = 3;
const usualSpan = 3 * day;
/** From so many places one tool has to be seen before its places count as changing. */
const changingPlaces = 5;

export type Pattern = 'usual' | 'shared' | 'foreign';

export interface Source {
  ip: string | null;
  userAgent: string | null;
}

interface Seen {
  first: number;
  last: number;
  days: Set<number>;
}

/** Where addresses are given out together: the /24 of IPv4, the /64 of IPv6; a service as it is called. */
export const placeOf = (ip: string | null): string => {
  if (ip === null) return 'unknown';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return ip.split('.').slice(0, 3).join('.');
  return ip.includes(':') ? ip.split(':').slice(0, 4).join(':') : ip;
};

/** The tool without its version, which changes: `aws-cli`, `Boto3`. */
export const toolOf = (userAgent: string | null): string => {
  const [first = ''] = (userAgent ?? '').replace(/^\[/, '').split(/[\s,]/);
  return first.split('/')[0]?.slice(0, 80) || 'unknown';
};

const mostSeen = 5_000;

/**
 * Learns from where and with what a credential is used, so that the workload can be told from the thief: a place and a
 * tool that were seen on several days are the workload's, a tool that was seen from ever changing places may be
 * anybody's.
 */
export class UsePattern {
  readonly #pairs = new Map<string, Seen>();
  readonly #tools = new Map<string, Seen & { places: Set<string> }>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  add(source: Source, at: number): void {
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
    const place = placeOf(source.ip);
    const tool = toolOf(source.userAgent);
    note(this.#pairs, `${place} ${tool}`, at, () => ({}));
    note(this.#tools, tool, at, () => ({ places: new Set<string>() }))?.places.add(place);
  }

  /** Milliseconds; null before the first call. */
  get first(): number | null {
    return Number.isFinite(this.#first) ? this.#first : null;
  }

  /** Whether anything is known of a workload, so that others can be told from it. */
  get hasHistory(): boolean {
    return [...this.#pairs.values(), ...this.#changing()].some(isRegular);
  }

  /** Whether all its use lies within the time in which nothing can become regular. */
  get isShort(): boolean {
    return this.#last - this.#first < usualSpan;
  }

  classify(source: Source): Pattern {
    const pair = this.#pairs.get(`${placeOf(source.ip)} ${toolOf(source.userAgent)}`);
    if (pair && isRegular(pair)) return 'usual';
    const tool = this.#tools.get(toolOf(source.userAgent));
    return tool && isChanging(tool) ? 'shared' : 'foreign';
  }

  /** When a place and tool were first seen that are not the workload's, milliseconds; null when none were. */
  firstForeign(): number | null {
    let earliest = Number.POSITIVE_INFINITY;
    for (const [pair, seen] of this.#pairs) {
      const tool = this.#tools.get(pair.slice(pair.indexOf(' ') + 1));
      if (!isRegular(seen) && !(tool && isChanging(tool))) earliest = Math.min(earliest, seen.first);
    }
    return Number.isFinite(earliest) ? earliest : null;
  }

  #changing(): Seen[] {
    return [...this.#tools.values()].filter(isChanging);
  }
}

const isRegular = ({ first, last, days }: Seen): boolean =>
  days.size >= usualDays && last - first >= usualSpan;

const isChanging = (tool: Seen & { places: Set<string> }): boolean =>
  tool.places.size >= changingPlaces && isRegular(tool);

const note = <T extends object>(
  kept: Map<string, Seen & T>,
  key: string,
  at: number,
  more: () => T,
): (Seen & T) | undefined => {
  const known = kept.get(key);
  // Whoever holds the key chooses what it calls itself, and could fill our memory.
  if (!known && kept.size >= mostSeen) return undefined;
  const seen = known ?? { first: at, last: at, days: new Set<number>(), ...more() };
  seen.first = Math.min(seen.first, at);
  seen.last = Math.max(seen.last, at);
  seen.days.add(Math.floor(at / day));
  if (!known) kept.set(key, seen);
  return seen;
};
