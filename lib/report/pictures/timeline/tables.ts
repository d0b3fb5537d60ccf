import type { Part } from '../../html.ts';
import { amount, grouped, when } from '../../layout.ts';
import { capital } from '../../technique-lines.ts';
import { table } from '../table.ts';
import { type Beat, countsOf, type Extent, lengthOf } from './beats.ts';
import type { View } from './view.ts';

const iso = (at: number): string => when(new Date(at).toISOString());

const span = (beats: readonly Beat[]): [string, string] => {
  const first = beats.reduce((at, beat) => Math.min(at, beat.at), Number.POSITIVE_INFINITY);
  const last = beats.reduce((at, beat) => Math.max(at, beat.at + (beat.span > 1000 ? beat.span : 0)), 0);
  return beats.length > 0 ? [iso(first), iso(last)] : ['', ''];
};

const most = 24;

/** As many rows as somebody reads; times in which nothing was called are left out. */
const stretchesOf = (beats: readonly Beat[], extent: Extent): [number, Beat[]][] => {
  const finest = beats.reduce((longest, beat) => Math.max(longest, beat.span), 1000);
  const length = Math.max(Math.ceil(lengthOf(extent) / most / finest), 1) * finest;
  const groups = Map.groupBy(beats, ({ at }) => Math.floor(at / length) * length);
  return [...groups].sort(([one], [other]) => one - other);
};

const tacticsOf = (beats: readonly Beat[]): string =>
  [...Map.groupBy(beats, ({ tactic }) => tactic)]
    .map(([tactic, mine]) => ({ tactic, events: countsOf(mine).events }))
    .sort((one, other) => other.events - one.events)
    .map(({ tactic, events }) => `${tactic} ${grouped(events)}`)
    .join(', ');

const countCells = (beats: readonly Beat[]): string[] => {
  const { events, failed } = countsOf(beats);
  return [grouped(events), grouped(failed)];
};

const calls = [
  { head: 'Calls', number: true },
  { head: 'Failed', number: true },
] as const;

/** The same as the picture tells, for whoever cannot see it. */
export const timelineTables = (view: View): Part => {
  const { moments, tactics, all, near, focus, isPart } = view;
  const of = (beats: readonly Beat[], tactic: string) => beats.filter((beat) => beat.tactic === tactic);
  return [
    moments.length > 0 &&
      table(
        'Moments, UTC',
        [{ head: 'What' }, { head: 'When' }],
        moments.map(({ word, at }) => [word, iso(at)]),
      ),
    table(
      'Calls by tactic in the whole time',
      [{ head: 'Tactic' }, ...calls, { head: 'From' }, { head: 'To' }],
      tactics.map((tactic) => [capital(tactic), ...countCells(of(all, tactic)), ...span(of(all, tactic))]),
    ),
    table(
      isPart ? `Calls from ${iso(focus.from)} to ${iso(focus.to)}` : 'Calls by time',
      [{ head: 'From' }, ...calls, { head: 'Tactics' }],
      stretchesOf(near, focus).map(([at, beats]) => [iso(at), ...countCells(beats), tacticsOf(beats)]),
    ),
  ];
};

/** In a few sentences: how long, how much, and the moments in their order. */
export const timelineWords = ({ all, tactics, moments, whole, focus, isPart }: View): string[] => {
  const { events, failed } = countsOf(all);
  return [
    `${amount(events, 'call')}, of which ${grouped(failed)} failed, in ${amount(tactics.length, 'lane')}, from ${iso(whole.from)} to ${iso(whole.to)}.`,
    ...(isPart ? [` Drawn large: from ${iso(focus.from)} to ${iso(focus.to)}.`] : []),
    ...moments.map(({ word, at }) => ` ${capital(word)} at ${iso(at)}.`),
  ];
};
