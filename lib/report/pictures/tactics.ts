import type { Technique } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import type { Case } from '../case.ts';
import type { Html } from '../html.ts';
import { amount, callsOf, grouped, sum } from '../layout.ts';
import { capital, shortName, tacticRank } from '../technique-lines.ts';
import { type BarRow, bars } from './bars.ts';
import { figure } from './figure.ts';
import { countable } from './measure.ts';
import { beyond, table } from './table.ts';

const shown = 30;
const inTable = 80;

/** What it did in the words of ATT&CK: a bar a technique, below its tactic, in the order of an attack. */
export const tacticsPicture = ({ found }: Case): Html | undefined => {
  if (found.techniques.length === 0) return undefined;
  const ordered = found.techniques.toSorted(
    (one, other) => tacticRank(one.tactic) - tacticRank(other.tactic) || other.events - one.events,
  );
  const most = new Set(ordered.toSorted((one, other) => other.events - one.events).slice(0, shown));
  const groups = [...Map.groupBy(ordered, ({ tactic }) => tactic)];
  const hidden = ordered.filter((technique) => !most.has(technique));
  const rows = [
    ...groups.flatMap(([tactic, techniques]) =>
      rowsOf(
        tactic,
        techniques.filter((one) => most.has(one)),
      ),
    ),
    ...restOf(hidden),
  ];
  return figure({
    name: 'tactics',
    title: 'Techniques of ATT&CK',
    desc: `${amount(ordered.length, 'technique')} of ${amount(groups.length, 'tactic')}, in the order of an attack: ${groups.map(([tactic]) => inert(tactic, 24)).join(', ')}.`,
    wide: bars('tactics', 'wide', rows),
    narrow: bars('tactics', 'narrow', rows),
    caption:
      'A bar grows with the square root of the number of calls; the hatched part of it failed. A call may show more than one technique.',
    alternative: [
      table(
        'Techniques of ATT&CK',
        [
          { head: 'Id' },
          { head: 'Technique' },
          { head: 'Tactic' },
          { head: 'Calls', number: true },
          { head: 'Failed', number: true },
        ],
        ordered
          .slice(0, inTable)
          .map(({ id, name, tactic, events, failed }) => [
            inert(id, 16),
            inert(name, 80),
            inert(tactic, 24),
            grouped(countable(events)),
            grouped(countable(failed)),
          ]),
      ),
      beyond(ordered.length - inTable, 'more technique'),
    ],
  });
};

const rowsOf = (tactic: string, techniques: readonly Technique[]): BarRow[] =>
  techniques.length === 0
    ? []
    : [
        { heading: capital(tactic) },
        ...techniques.map(({ id, name, events, failed }) => ({
          label: `${inert(id, 16)} ${shortName(name)}`,
          events,
          failed: countable(failed),
          amount: callsOf({ events: countable(events), failed: countable(failed) }),
        })),
      ];

const restOf = (hidden: readonly Technique[]): BarRow[] =>
  hidden.length > 0
    ? [
        {
          heading: `and ${amount(hidden.length, 'more technique')} in ${amount(sum(hidden.map(({ events }) => countable(events))), 'call')}`,
        },
      ]
    : [];
