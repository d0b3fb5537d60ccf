import type { ActionCount, Count, SourceCount } from '#lib/investigation/activity.ts';
import type { Coverage } from '#lib/investigation/coverage.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { settledUntil } from '#lib/investigation/window.ts';
import { count, indent, inert, moment, subject, table } from '#lib/platform/plain-text.ts';

export interface Mail {
  subject: string;
  body: string;
}

export interface InvestigationMailContext {
  incidentId: string;
  /** When containment was first read back, ISO 8601 UTC, where it was. */
  containedAt?: string;
}

// Together with the lines that are always there these stay below 40: one screen, also on a telephone.
const rowsOfChanges = 7;
const rowsOfReads = 4;
const rowsOfSources = 4;
const regionsNamed = 4;

/** The second mail of an incident: what the key did, as far as the trail shows. Fewer than 40 lines. */
export const investigationMail = (found: Investigation, context: InvestigationMailContext): Mail => {
  const changes = found.actions.filter(({ readOnly }) => readOnly !== true);
  const reads = found.actions.filter(({ readOnly }) => readOnly === true);
  return {
    subject: subject(`Leaked key ${found.accessKeyId}: ${gapInSubject(found)}${summary(found)}`),
    body: [
      firstLine(found),
      ...containment(found, context),
      ...completeness(found),
      ...section('Calls that change something', actions(changes, rowsOfChanges)),
      ...section('Calls that only read', actions(reads, rowsOfReads)),
      ...section('Used from', sources(found.sources)),
      '',
      'Not in here: sessions that the key issued, and data events (S3 objects, Lambda invocations, ...).',
      `Incident ${inert(context.incidentId, 80)}`,
      '',
    ].join('\n'),
  };
};

const regionsUsed = ({ actions }: Investigation): number => new Set(actions.map(({ region }) => region)).size;

const summary = (found: Investigation): string => {
  const where = count(regionsUsed(found), 'region');
  return found.events === 0
    ? 'no calls found so far'
    : `${count(found.events, 'call')} (${found.failed} failed) in ${where}`;
};

const incomplete = (coverage: readonly Coverage[]): Coverage[] =>
  coverage.filter(({ complete }) => !complete);

const gapInSubject = ({ coverage }: Investigation): string =>
  incomplete(coverage).length > 0 ? 'INCOMPLETE, ' : '';

const between = ({ first, last }: Pick<Count, 'first' | 'last'>): string => {
  if (!first || !last) return '';
  return first === last ? `at ${moment(first)}` : `between ${moment(first)} and ${moment(last)}`;
};

const firstLine = (found: Investigation): string => {
  const key = inert(found.accessKeyId, 128);
  if (found.events === 0) {
    return `${key}: no call found between ${moment(found.window.from)} and ${moment(found.window.to)}.`;
  }
  const [{ firstUsed, lastUsed }] = found.credentials;
  const when = between({ first: firstUsed ?? null, last: lastUsed ?? null });
  return `${[`${key} made ${summary(found)}`, when].join(' ').trim()}.`;
};

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
    `CloudTrail is about 5 minutes late on average, more is possible: complete until ${settled} at best.`,
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
  inert(`${eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '')}:${eventName}`, 70);

const failures = (failed: number): string => (failed > 0 ? `${failed} failed` : '');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const actions = (counts: readonly ActionCount[], most: number): string[] => {
  const rest = counts.slice(most);
  const rows = counts
    .slice(0, most)
    .map((row) => [String(row.events), actionName(row), inert(row.region, 30), failures(row.failed)]);
  if (rest.length === 0) return table(rows);
  const more = `${count(rest.length, 'more kind')} of calls`;
  const failed = failures(sum(rest.map((row) => row.failed)));
  return table([...rows, [String(sum(rest.map((row) => row.events))), more, '', failed]]);
};

const sources = (counts: readonly SourceCount[]): string[] => {
  const rest = counts.slice(rowsOfSources);
  const rows = counts
    .slice(0, rowsOfSources)
    .map((row) => [
      String(row.events),
      inert(row.ip ?? 'address unknown', 50),
      inert(row.userAgent ?? 'agent unknown', 50),
      between(row),
    ]);
  if (rest.length === 0) return table(rows);
  return table([...rows, [String(sum(rest.map((row) => row.events))), `${rest.length} more`, '', '']]);
};
