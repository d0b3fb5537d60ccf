import { inert } from '#lib/platform/plain-text.ts';
import type { Case } from '../case.ts';
import { type Html, html } from '../html.ts';
import { amount, grouped, sum } from '../layout.ts';
import { type Address, agentsOf, between, byAddress, oneIsYou, shortSpan } from '../used-from.ts';
import { type BarRow, bars } from './bars.ts';
import { figure } from './figure.ts';
import { countable } from './measure.ts';
import { beyond, table } from './table.ts';

const shown = 20;
const inTable = 80;

/** From where and with which tools it was used: a bar an address, the thief's first where one can tell. */
export const sourcesPicture = ({ found }: Case): Html | undefined => {
  const addresses = byAddress(found.sources);
  if (addresses.length === 0) return undefined;
  const rows = [...addresses.slice(0, shown).map(rowOf), ...restOf(addresses.slice(shown))];
  return figure({
    name: 'sources',
    title: 'Who used it from where',
    desc: `${amount(addresses.length, 'address', 'addresses')}, the most telling first: ${addresses
      .slice(0, 3)
      .map(
        ({ ip, events, pattern }) =>
          `${inert(ip, 40)} with ${amount(events, 'call')}${pattern ? ` (${pattern})` : ''}`,
      )
      .join(', ')}.`,
    wide: bars('sources', 'wide', rows),
    narrow: bars('sources', 'narrow', rows),
    caption: [
      html`Calls by address and tool; a bar grows with the square root of their number. ${oneIsYou(found.sources)}`,
    ],
    alternative: [
      table(
        'Who used it from where',
        [
          { head: 'Address' },
          { head: 'Pattern' },
          { head: 'Tools' },
          { head: 'Calls', number: true },
          { head: 'When' },
        ],
        addresses
          .slice(0, inTable)
          .map((one) => [
            inert(one.ip, 64),
            one.pattern ?? 'not known',
            agentsOf(one),
            grouped(countable(one.events)),
            between(one),
          ]),
      ),
      beyond(addresses.length - inTable, 'more address', 'more addresses'),
    ],
  });
};

const rowOf = (address: Address): BarRow => ({
  label: address.ip,
  mono: true,
  below: [agentsOf(address), shortSpan(address)].filter((words) => words !== ''),
  ...(address.pattern && { badge: { word: address.pattern, kind: `pic-${address.pattern}` } }),
  events: address.events,
  failed: 0,
  amount: amount(countable(address.events), 'call'),
});

const callsIn = (addresses: readonly Address[]): number =>
  sum(addresses.map(({ events }) => countable(events)));

const more = (addresses: readonly Address[]): string | undefined =>
  addresses.length > 0
    ? `and ${amount(addresses.length, 'more address', 'more addresses')} with ${amount(callsIn(addresses), 'call')}`
    : undefined;

const restOf = (addresses: readonly Address[]): BarRow[] => {
  const label = more(addresses);
  return label ? [{ heading: label }] : [];
};
