import type { Count, SourceCount } from '#lib/investigation/activity.ts';
import { earlier, later } from '#lib/investigation/coverage.ts';
import { count, inert, moment, table } from '#lib/platform/plain-text.ts';

const addressesShown = 4;
const agentsShown = 3;

/** `between 2026-… and 2026-…`, `at 2026-…`; empty where the times are unknown. */
export const between = ({ first, last }: Pick<Count, 'first' | 'last'>): string => {
  if (!first || !last) return '';
  return first === last ? `at ${moment(first)}` : `between ${moment(first)} and ${moment(last)}`;
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
  return inert(first.replace(/\]$/, ''), 40) || 'agent unknown';
};

interface Address extends Count {
  ip: string;
  agents: Map<string, number>;
}

const byAddress = (sources: readonly SourceCount[]): Address[] => {
  const addresses = new Map<string, Address>();
  for (const { ip: from, userAgent, events, first, last } of sources) {
    const ip = from ?? 'address unknown';
    const known = addresses.get(ip) ?? { ip, events: 0, first: null, last: null, agents: new Map() };
    const agent = product(userAgent);
    known.agents.set(agent, (known.agents.get(agent) ?? 0) + events);
    addresses.set(ip, {
      ...known,
      events: known.events + events,
      first: earlier(known.first, first),
      last: later(known.last, last),
    });
  }
  return [...addresses.values()].sort((one, other) => other.events - one.events);
};

const agentsOf = ({ agents }: Address): string => {
  const [first, ...others] = [...agents].sort(([, one], [, other]) => other - one);
  if (others.length === 0) return first?.[0] ?? '';
  const shown = [first, ...others]
    .slice(0, agentsShown)
    .map((agent) => (agent ? `${agent[0]} (${agent[1]})` : ''));
  const rest = agents.size - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
};

/** A line for each address with the agents seen there, most calls first; five lines at most. */
export const usedFrom = (sources: readonly SourceCount[]): string[] => {
  const addresses = byAddress(sources);
  const rest = addresses.slice(addressesShown);
  const rows = addresses
    .slice(0, addressesShown)
    .map((address) => [String(address.events), inert(address.ip, 50), agentsOf(address), between(address)]);
  if (rest.length === 0) return table(rows);
  const calls = rest.reduce((total, { events }) => total + events, 0);
  return table([...rows, [String(calls), count(rest.length, 'more address', 'more addresses'), '', '']]);
};
