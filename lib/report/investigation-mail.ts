import type { ActionCount } from '#lib/investigation/activity.ts';
import { type Coverage, earlier, later } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { actionOf } from '#lib/investigation/making.ts';
import { settledUntil } from '#lib/investigation/window.ts';
import { count, indent, inert, moment, subject, table } from '#lib/platform/plain-text.ts';
import { changesFirst, madeKinds, type NamedAction, resultOf, withNames } from './made-names.ts';
import { ownerInSubject, ownerLines } from './owner-lines.ts';
import { counted, subjectStart, whoActed } from './subject.ts';
import { between, usedFrom } from './used-from.ts';
import { whatNow } from './what-now.ts';

export interface Mail {
  subject: string;
  body: string;
}

export interface InvestigationMailContext {
  incidentId: string;
  /** When containment was first read back, ISO 8601 UTC, where it was. */
  containedAt?: string;
}

// Together with the lines that are always there these stay below 45: one screen, also on a telephone.
const rowsOfChanges = 7;
const rowsOfReads = 3;
const regionsNamed = 3;

/** The second mail of an incident: what the credential or user did, as far as the trail shows. Fewer than 45 lines. */
export const investigationMail = (found: Investigation, context: InvestigationMailContext): Mail => {
  const changes = changesFirst(found);
  const reads = found.actions.filter((action) => !changes.includes(action)).map(unnamed);
  const named = withNames(changes.slice(0, rowsOfChanges), found.made);
  const rows = [...named, ...changes.slice(rowsOfChanges).map(unnamed)];
  return {
    subject: subjectFor(found, changes),
    body: [
      firstLine(found),
      ...ownerLines(found),
      ...containment(found, context),
      ...completeness(found),
      ...section('Calls that change or issue something', actions(rows, rowsOfChanges)),
      ...section('What now', whatNow(found, rows)),
      ...section('Calls that only read', actions(reads, rowsOfReads)),
      ...section('Used from', usedFrom(found.sources)),
      '',
      counted(found),
      `Incident ${inert(context.incidentId, 80)}`,
      '',
    ].join('\n'),
  };
};

const unnamed = (action: ActionCount): NamedAction => ({ ...action, named: [] });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** SNS takes subjects of less than 100 characters. */
const subjectLength = 99;

const subjectFor = (found: Investigation, changes: readonly ActionCount[]): string => {
  const start = `${subjectStart(found)}: ${ownerInSubject(found)}${gapInSubject(found)}`;
  if (found.events === 0) return subject(`${start}no calls found so far`);
  const changed = sum(changes.map(({ events, failed }) => events - failed));
  const parts = [`${start}${calls(found)}`, ...(changed > 0 ? [`${changed} change something`] : [])];
  const [first, ...others] = madeKinds(found);
  return subject(fitting([...parts, ...(first ? [`made ${first}`, ...others] : [])]));
};

// A part that does not fit goes whole, with all after it: half a number would be a wrong one.
const fitting = ([line = '', ...parts]: readonly string[]): string => {
  const [next, ...rest] = parts;
  const longer = `${line}, ${next}`;
  return next === undefined || longer.length > subjectLength ? line : fitting([longer, ...rest]);
};

const regionsUsed = ({ actions }: Investigation): number => new Set(actions.map(({ region }) => region)).size;

const failures = (failed: number): string => (failed > 0 ? `${failed} failed` : '');

const calls = ({ events, failed }: Investigation): string =>
  `${count(events, 'call')}${failed > 0 ? ` (${failures(failed)})` : ''}`;

const incomplete = (coverage: readonly Coverage[]): Coverage[] =>
  coverage.filter(({ complete }) => !complete);

const gapInSubject = ({ coverage }: Investigation): string =>
  incomplete(coverage).length > 0 ? 'INCOMPLETE, ' : '';

const firstLine = (found: Investigation): string => {
  const who = whoActed(found);
  if (found.events === 0) {
    return `${who}: no call found between ${moment(found.window.from)} and ${moment(found.window.to)}.`;
  }
  const where = `in ${count(regionsUsed(found), 'region')}`;
  return `${[who, 'made', calls(found), where, between(usedTimes(found))].join(' ').trim()}.`;
};

const usedTimes = ({ actions }: Investigation): { first: string | null; last: string | null } => ({
  first: actions.map(({ first }) => first).reduce(earlier, null),
  last: actions.map(({ last }) => last).reduce(later, null),
});

const containment = (found: Investigation, { containedAt }: InvestigationMailContext): string[] => {
  const { lastSucceeded } = found;
  if (found.events === 0) return [];
  if (!lastSucceeded) return ['None of them is known to have succeeded.'];
  const last = `Last call that succeeded: ${moment(lastSucceeded)}`;
  if (!containedAt) return [`${last}; containment has not been read back.`];
  // A few seconds are usual: IAM takes that long to spread a change to everywhere it is checked.
  const side = lastSucceeded > containedAt ? 'AFTER' : 'before';
  return [`${last}, ${side} containment (read back at ${moment(containedAt)}).`];
};

const completeness = ({ coverage, window }: Investigation): string[] => {
  const missing = incomplete(coverage);
  const settled = moment(settledUntil(new Date(window.to)).toISOString());
  const read = coverage.length - missing.length;
  return [
    ...(missing.length > 0
      ? [
          `INCOMPLETE: ${read} of ${count(coverage.length, 'region')} read to the end. Not read:`,
          ...gaps(missing),
        ]
      : [`Read to the end in ${count(read, 'region')}, from ${moment(window.from)} on.`]),
    `CloudTrail runs about 5 minutes late: calls after ${settled} may be missing.`,
  ];
};

const gaps = (missing: readonly Coverage[]): string[] => {
  const named = missing.slice(0, regionsNamed).map((row) => `${row.region}: ${gap(row)}`);
  const rest = missing.slice(regionsNamed).map(({ region }) => region);
  return indent(rest.length > 0 ? [...named, inert(`and ${rest.join(', ')}`, 300)] : named);
};

const gap = ({ reason, events, oldest }: Coverage): string => {
  const got = events > 0 && oldest ? `${count(events, 'call')} back to ${moment(oldest)}, then ` : '';
  return `${got}${inert(reason ?? 'no reason given', 200)}`;
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? ['', `${title}:`, ...indent(lines)] : [];

const actionName = ({ eventSource, eventName }: ActionCount): string =>
  inert(actionOf(eventSource, eventName), 70);

const outcome = (row: NamedAction): string =>
  [resultOf(row), failures(row.failed)].filter((words) => words !== '').join('; ');

const actions = (counts: readonly NamedAction[], most: number): string[] => {
  const rest = counts.slice(most);
  const rows = counts
    .slice(0, most)
    .map((row) => [String(row.events), actionName(row), inert(row.region, 30), outcome(row)]);
  if (rest.length === 0) return table(rows);
  const more = `${count(rest.length, 'more kind')} of calls`;
  const failed = failures(sum(rest.map((row) => row.failed)));
  return table([...rows, [String(sum(rest.map((row) => row.events))), more, '', failed]]);
};
