import type { Case } from '../case.ts';
import type { Html } from '../html.ts';
import { grouped, sum } from '../layout.ts';
import { capital } from '../technique-lines.ts';
import { type BarRow, bars } from './bars.ts';
import { figure } from './figure.ts';
import { table } from './table.ts';

/** When it did what. */
export const timelinePicture = ({ found }: Case): Html | undefined => {
  if (!found.timeline || found.timeline.lanes.length === 0) return undefined;
  const lanes = found.timeline.lanes.map(({ tactic, slots }) => ({
    tactic: capital(tactic),
    events: sum(slots.map(({ events }) => events)),
    failed: sum(slots.map(({ failed }) => failed)),
  }));
  const rows = lanes.map(
    (lane): BarRow => ({
      label: lane.tactic,
      events: lane.events,
      failed: lane.failed,
      amount: grouped(lane.events),
    }),
  );
  return figure({
    name: 'timeline',
    title: 'What happened when',
    desc: 'Calls by tactic.',
    wide: bars('timeline', 'wide', rows),
    narrow: bars('timeline', 'narrow', rows),
    caption: 'Calls by tactic.',
    alternative: table(
      'What happened when',
      [{ head: 'Tactic' }, { head: 'Calls', number: true }],
      lanes.map(({ tactic, events }) => [tactic, grouped(events)]),
    ),
  });
};
