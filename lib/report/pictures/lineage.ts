import type { Case } from '../case.ts';
import { idOf, whatItIs } from '../credential-words.ts';
import type { Html } from '../html.ts';
import { amount, callsOf, grouped } from '../layout.ts';
import { pressing } from '../lineage/chosen.ts';
import { fateOf, fates } from '../verdict-words.ts';
import { type BarRow, bars } from './bars.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';

/** What came from the leaked credential. */
export const lineagePicture = ({ found }: Case): Html | undefined => {
  if (found.credentials.length === 0) return undefined;
  const shown = pressing(found.credentials).slice(0, 40);
  const rows = shown.map(
    (one): BarRow => ({
      label: idOf(one),
      mono: true,
      below: whatItIs(one),
      events: one.events,
      failed: one.failed ?? 0,
      amount: callsOf(one),
    }),
  );
  return figure({
    name: 'lineage',
    title: 'What came from it',
    desc: amount(found.credentials.length, 'credential'),
    wide: bars('lineage', 'wide', rows),
    narrow: bars('lineage', 'narrow', rows),
    caption: 'Credentials that came from the leaked one.',
    alternative: table(
      'What came from it',
      [{ head: 'Credential' }, { head: 'What' }, { head: 'Calls', number: true }, { head: 'Now' }],
      shown.map((one) => [idOf(one), whatItIs(one), grouped(one.events), fates[fateOf(one.verdict)]]),
    ),
  });
};
