import { html, type Part } from '../html.ts';
import { amount, grouped, sum } from '../layout.ts';
import { sourcesPicture } from '../pictures.ts';
import { type Address, agentsOf, byAddress, oneIsYou } from '../used-from.ts';
import type { PageSection } from './section.ts';
import { table } from './table.ts';
import { badge, type Tone } from './tone.ts';
import { empty, time, whereAllIs } from './words.ts';

const mostAddresses = 60;

/** Who used it, from where, with the workload's own places beside the thief's. */
export const usedFromSection: PageSection = {
  id: 'sources',
  title: 'Who used it, from where',
  count: ({ found }) => byAddress(found.sources).length,
  body(kase) {
    const addresses = byAddress(kase.found.sources);
    if (addresses.length === 0) return empty('From nowhere: no call of it is in CloudTrail.');
    const hidden = addresses.slice(mostAddresses);
    const legend = oneIsYou(kase.found.sources);
    return [
      legend
        ? html`<p>${legend}</p>\n`
        : html`<p class="muted">There was no earlier use to compare with: which of these is the workload, nobody can tell.</p>\n`,
      sourcesPicture(kase),
      addressTable(addresses.slice(0, mostAddresses)),
      hidden.length > 0 &&
        html`<p class="more">and ${amount(hidden.length, 'more address', 'more addresses')} with ${amount(sum(hidden.map(({ events }) => events)), 'call')}: ${whereAllIs(kase)}.</p>\n`,
    ];
  },
};

const addressTable = (addresses: readonly Address[]): Part => {
  const compared = addresses.some(({ pattern }) => pattern !== undefined);
  return table({
    caption: 'Addresses, the ones that are not the workload’s first',
    columns: [
      { title: 'Address', cell: ({ ip }: Address) => html`<span class="mono">${ip}</span>` },
      { title: 'Calls', number: true, cell: ({ events }) => grouped(events) },
      ...(compared ? [{ title: 'Whose', cell: ({ pattern }: Address) => patternOf(pattern) }] : []),
      { title: 'Tools', cell: agentsOf },
      { title: 'First', cell: ({ first }) => time(first) },
      { title: 'Last', cell: ({ last }) => time(last) },
    ],
    rows: addresses,
  });
};

const tones: Record<NonNullable<Address['pattern']>, Tone> = {
  foreign: 'bad',
  shared: 'warn',
  usual: 'good',
};

const patternOf = (pattern: Address['pattern']): Part => pattern && badge(tones[pattern], pattern);
