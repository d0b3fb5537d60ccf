import type { Count, SourceCount } from '#lib/investigation/activity.ts';
import { earlier, later } from '#lib/investigation/coverage.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fittingRows } from './compose.ts';
import { amount, grouped, sum, when } from './layout.ts';

const agentsShown = 3;

type Pattern = NonNullable<SourceCount['pattern']>;

/** The thief's own places first: the workload has the most calls, and would hide them. */
const patterns: readonly Pattern[] = ['foreign', 'shared', 'usual'];

/** `between 2026-… and 2026-…`, `at 2026-…`; empty where the times are unknown. */
export const between = ({ first, last }: Pick<Count, 'first' | 'last'>): string => {
  if (!first || !last) return '';
  return first === last ? `at ${when(first)}` : `between ${when(first)} and ${when(last)}`;
};

/** In a narrow column: `2026-03-01T09:00Z to 10:00Z`, or the days alone where it was used for longer. */
export const shortSpan = ({ first, last }: Pick<Count, 'first' | 'last'>): string => {
  if (!first || !last) return '';
  const [day, endDay] = [inert(first.slice(0, 10)), inert(last.slice(0, 10))];
  const minute = (at: string): string => `${inert(at.slice(11, 16))}Z`;
  if (day !== endDay) return `${day} to ${endDay}`;
  return minute(first) === minute(last)
    ? `${day}T${minute(first)}`
    : `${day}T${minute(first)} to ${minute(last)}`;
};

/**
 * The product and its version that a user agent begins with: `aws-cli/2.15.0`. What follows, of builds and systems,
 * splits one tool into many. Terraform names its maker's products before its own.
 */
const product = (userAgent: string | null): string => {
  const [first = ''] = inert(userAgent ?? '', 512)
    .replace(/^\[/, '')
    .replace(/^APN\/\S+ (HashiCorp\/\S+ )?/, '')
    .split(/[\s,]/);
  return inert(first.replace(/\]$/, ''), 24) || 'agent unknown';
};

/** An address with all that came from it, and the tools seen there. */
export interface Address extends Count {
  ip: string;
  pattern: Pattern | undefined;
  /** Calls by product: `aws-cli/2.15.0`. */
  agents: Map<string, number>;
}

/**
 * By address and pattern, the thief's first: the workload and the thief may come from one address with different tools.
 */
export const byAddress = (sources: readonly SourceCount[]): Address[] => {
  const addresses = new Map<string, Address>();
  for (const { ip: from, userAgent, events, first, last, pattern } of sources) {
    const ip = from ?? 'address unknown';
    const key = JSON.stringify([ip, pattern]);
    const known = addresses.get(key) ?? {
      ip,
      pattern,
      events: 0,
      first: null,
      last: null,
      agents: new Map(),
    };
    const agent = product(userAgent);
    known.agents.set(agent, (known.agents.get(agent) ?? 0) + events);
    addresses.set(key, {
      ...known,
      events: known.events + events,
      first: earlier(known.first, first),
      last: later(known.last, last),
    });
  }
  const rank = ({ pattern }: Address) => (pattern ? patterns.indexOf(pattern) : 0);
  return [...addresses.values()].sort((one, other) => rank(one) - rank(other) || other.events - one.events);
};

/** `aws-cli/2.15.0 (12), Boto3/1.34.0 (3) and 2 more`. */
export const agentsOf = ({ agents }: Address): string => {
  const [first, ...others] = [...agents].sort(([, one], [, other]) => other - one);
  if (others.length === 0) return first?.[0] ?? '';
  const shown = [first, ...others]
    .slice(0, agentsShown)
    .map((agent) => (agent ? `${agent[0]} (${grouped(agent[1])})` : ''));
  const rest = agents.size - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

/**
 * A line for each address with the agents seen there, the thief's first where one can tell, then most calls first.
 * @param times how it is told when
 */
export const usedFrom = (sources: readonly SourceCount[], most: number, times = between): string[] => {
  const addresses = byAddress(sources);
  const compared = addresses.some(({ pattern }) => pattern !== undefined);
  const cells = (address: Address): string[] => [
    grouped(address.events),
    ...(compared ? [address.pattern ?? ''] : []),
    inert(address.ip, 40),
    agentsOf(address),
    times(address),
  ];
  return fittingRows(
    addresses,
    most,
    cells,
    (hidden) =>
      `and ${amount(hidden.length, 'more address', 'more addresses')} with ${amount(sum(hidden.map(({ events }) => events)), 'call')}${compared ? patternsOf(hidden) : ''}`,
  );
};

const patternsOf = (addresses: readonly Address[]): string => {
  const tally = patterns.flatMap((pattern) => {
    const number = addresses.filter((address) => address.pattern === pattern).length;
    return number > 0 ? [`${grouped(number)} ${pattern}`] : [];
  });
  return tally.length > 0 ? `: ${tally.join(', ')}` : '';
};

/** What the patterns mean; undefined where there was no workload to compare with. */
export const oneIsYou = (sources: readonly SourceCount[]): string | undefined =>
  sources.some(({ pattern }) => pattern !== undefined)
    ? 'One of these is you (usual: there for days; shared: a tool of changing places; foreign: neither).'
    : undefined;
