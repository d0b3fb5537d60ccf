import type { Silence } from '#lib/investigation/changes.ts';
import type { AfterContainment } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { amount, grouped, joinedIn, when } from './layout.ts';

type Region = Silence['regions'][number];

const gapsShown = 3;

/** `in 17 Regions, up to T`; where they are not known up to the same time, each time with its Regions. */
const readLines = (regions: readonly Region[]): string[] => {
  const byTime = [...Map.groupBy(regions, ({ until }) => until)].filter(
    (entry): entry is [string, Region[]] => entry[0] !== null,
  );
  const late = '(CloudTrail is late: later calls may be missing)';
  const [only, ...others] = byTime.toSorted(([one], [other]) => one.localeCompare(other));
  if (!only) return ['Nothing was read to its end.'];
  if (others.length === 0)
    return [`Read to the end in ${amount(only[1].length, 'Region')}, up to ${when(only[0])} ${late}.`];
  const each = [only, ...others].map(
    ([until, rows]) =>
      `${joinedIn(
        rows.map(({ region }) => inert(region, 40)),
        60,
      )} up to ${when(until)}`,
  );
  return [`Read to the end: ${joinedIn(each, 200, '; ')} ${late}.`];
};

const gapLines = (regions: readonly Region[]): string[] => {
  const gaps = regions.filter(({ complete }) => !complete);
  const named = gaps
    .slice(0, gapsShown)
    .map(({ region, reason }) => `${inert(region, 40)} (${inert(reason ?? 'no reason given', 100)})`);
  const rest = gaps.length - named.length;
  return gaps.length > 0
    ? [`NOT read: ${named.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}.`]
    : [];
};

const verdictLine = ({ silent, since, succeededAfter, lastAfter, credentials, regions }: Silence): string => {
  const any = credentials === 1 ? 'the credential' : `any of the ${grouped(credentials)} credentials`;
  if (succeededAfter > 0) {
    const last = lastAfter ? `, the last at ${when(lastAfter)}` : '';
    return `NOT SILENT: ${amount(succeededAfter, 'call')} succeeded after containment, from ${when(since)} on${last}. IAM takes some seconds to spread a change.`;
  }
  if (silent) return `SILENT. No successful call by ${any} since containment, from ${when(since)} on.`;
  const known = `no successful call by ${any} is known since containment, from ${when(since)} on`;
  return regions.length > 0 && regions.every(({ complete }) => complete)
    ? `SILENCE NOT PROVED YET: ${known}, but CloudTrail does not reach beyond that everywhere.`
    : `SILENCE NOT PROVED: ${known}, but not all was read.`;
};

/** Whether anything still worked after containment, how far that is known, and what would not have been seen. */
export const silenceLines = (silence: Silence, after?: AfterContainment): string[] => [
  verdictLine(silence),
  ...(silence.succeededAfter > 0 ? afterExamples(after) : []),
  ...readLines(silence.regions),
  ...gapLines(silence.regions),
  ...(silence.blindTo.length > 0
    ? [`Not in this: ${silence.blindTo.map((words) => inert(words, 120)).join('; ')}.`]
    : []),
];

/** Calls that succeeded after containment, the latest first, as many as a line takes; none where none is known. */
export const afterExamples = (after: AfterContainment | undefined): string[] => {
  const examples = (after?.examples ?? []).map(
    ({ credential, eventName, region, at }) =>
      `${inert(eventName, 60)} by ${inert(credential, 72)} in ${inert(region, 20)} at ${when(at)}`,
  );
  return examples.length > 0 ? [`  ${joinedIn(examples, 300, '; ')}`] : [];
};

/** The same for a subject. */
export const silenceInSubject = ({ silent, succeededAfter }: Silence): string => {
  if (succeededAfter > 0) return `NOT SILENT, ${amount(succeededAfter, 'call')} succeeded after containment`;
  return silent
    ? 'silent since containment, investigation closed'
    : 'silence NOT PROVED, investigation closed';
};
