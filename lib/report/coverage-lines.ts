import { type Coverage, earlier, later } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { settledUntil } from '#lib/investigation/window.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { fitting } from './compose.ts';
import { amount, grouped, joinedIn, sum, when } from './layout.ts';

export const unreadIn = (coverage: readonly Coverage[]): Coverage[] =>
  coverage.filter(({ complete }) => !complete);

/** `eu-west-1 could not be read: AccessDenied`, or how far it was read. */
export const gapWords = ({ region, reason, events, oldest }: Coverage): string => {
  const why = inert(reason ?? 'no reason given', 200);
  const name = inert(region, 40);
  return events > 0 && oldest
    ? `${name} was read only back to ${when(oldest)} (${amount(events, 'call')}): ${why}`
    : `${name} could not be read: ${why}`;
};

const namedGaps = 3;

// What is missing of a file may be of any Region: one line says it for all.
const gapsOf = (unread: readonly Coverage[]): string[] => {
  const ofFiles = unread.filter(({ source }) => source === 'files').map(({ reason }) => reason ?? '');
  return [
    ...[...new Set(ofFiles)].map((reason) => inert(reason, 200)),
    ...unread.filter(({ source }) => source !== 'files').map(gapWords),
  ];
};

/** The first lines of whatever tells about a look that is not complete; none where it is. Five lines at most. */
export const incompleteLines = (coverage: readonly Coverage[]): string[] => {
  const all = unreadIn(coverage);
  const gaps = gapsOf(all);
  if (gaps.length < 2) return gaps.map((gap) => `INCOMPLETE: ${gap}`);
  return [
    `INCOMPLETE: ${grouped(all.length)} of ${amount(coverage.length, 'Region')} could not be read to the end:`,
    ...fitting(
      all,
      namedGaps + 1,
      (row) => [`  ${gapWords(row)}`],
      (hidden) =>
        `  and ${joinedIn(
          hidden.map(({ region }) => inert(region, 40)),
          120,
        )}`,
    ),
  ];
};

/** What was read, and from when to when. */
export const readToEnd = ({ coverage, window }: Investigation): string => {
  const read = coverage.filter(({ complete }) => complete);
  if (read.length === 0) return 'Nothing was read to its end.';
  return `Read to the end: ${amount(read.length, 'Region')}, from ${when(window.from)} to ${when(window.to)}.`;
};

/** Up to when it is known; of files nobody knows how late they are. */
export const knownUntil = ({ coverage, window }: Investigation): string => {
  // A live look has a row of each Region, whatever it read there.
  if (coverage.every(({ source }) => source === 'files')) return 'Only what these files hold is told.';
  const settled = when(settledUntil(new Date(window.to)).toISOString());
  return `CloudTrail runs about 5 minutes late: calls after ${settled} may be missing.`;
};

const sourceWords = {
  'lookup-events': 'LookupEvents',
  files: 'files',
  athena: 'Athena',
} as const satisfies Record<Coverage['source'], string>;

/** All that was read, for a terminal. */
export const coverageLines = (found: Investigation, most: number, width: number): string[] => {
  const { coverage } = found;
  const read = coverage.filter(({ complete }) => complete);
  const sources = [...new Set(read.map(({ source }) => sourceWords[source]))].join(' and ');
  const events = sum(read.map((row) => row.events));
  const oldest = read.map((row) => row.oldest).reduce(earlier, null);
  const newest = read.map((row) => row.newest).reduce(later, null);
  const span = oldest && newest ? `, ${when(oldest)} to ${when(newest)}` : '';
  const names = joinedIn(
    read.map(({ region }) => inert(region, 40)),
    width - 30,
  );
  const whole =
    read.length > 0
      ? [`Read to the end from ${sources}: ${amount(events, 'event')}${span},`, `in ${names}.`]
      : [coverage.length > 0 ? 'Nothing was read to its end.' : 'No record lies in the times asked for.'];
  return fitting(
    [...whole, ...gapsOf(unreadIn(coverage)), knownUntil(found)],
    most,
    (line) => [line],
    (hidden) => `and ${amount(hidden.length, 'more line')} about what was not read`,
  );
};
