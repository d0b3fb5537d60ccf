import type { RecordStore } from '#lib/incident/records.ts';
import { now, timestamp } from '#lib/platform/clock.ts';
import { count, inert, moment } from '#lib/platform/plain-text.ts';
import type { Mail } from '../mail.ts';
import type { NoteRecord } from '../notes.ts';
import { markTold } from './mark-told.ts';

/** The kinds of notes in the order in which people read them; other kinds are headed by their name. */
export const digestHeadings: Readonly<Record<string, string>> = {
  observed: 'Observed only: a rule says not to act',
  dismissed: 'Reports of keys that a person has dismissed',
  reported: 'Reported, not acted on',
  inactive: 'Keys that were inactive before',
  'not-ours': 'Keys of accounts that are not ours',
  documentation: 'Keys from documentation, which never worked',
  sample: 'Sample findings',
};

// SNS takes 256 KB (SNS API reference, Publish). A character may take 4 bytes.
const mostLines = 200;
const longestLine = 240;

/** The latest moment at which a digest was due: today's hour (UTC), or yesterday's before that. */
const lastDue = (hour: number): string => {
  const due = new Date(now());
  due.setUTCHours(hour, 0, 0, 0);
  if (due > now()) due.setUTCDate(due.getUTCDate() - 1);
  return timestamp(due);
};

/**
 * Tells once a day, in one mail, what came in and needed nobody; nothing where nothing did. What comes in after the
 * hour waits for the next day. A run that was missed is made up for.
 * @param notes what was not told yet
 * @returns how many were told
 */
export const sendDailyDigest = async (
  notes: readonly NoteRecord[],
  hour: number,
  mail: (mail: Mail) => Promise<void>,
  records: RecordStore,
): Promise<number> => {
  const due = lastDue(hour);
  const telling = notes.filter(({ at }) => at < due);
  if (telling.length === 0) return 0;
  await mail(digestMail(telling, due));
  await markTold(telling, records);
  return telling.length;
};

/** @param due when it was due, ISO 8601 UTC */
export const digestMail = (notes: readonly NoteRecord[], due: string): Mail => {
  const shown: string[] = [];
  let left = mostLines;
  for (const [kind, group] of groupsOf(notes)) {
    const lines = group.slice(0, left);
    left -= lines.length;
    if (lines.length > 0) shown.push('', `${headingOf(kind)} (${group.length})`, ...lines.map(lineOf));
  }
  const hidden = notes.length - (mostLines - left);
  return {
    subject: `Daily digest of ${due.slice(0, 10)}: ${count(notes.length, 'report')} not acted on`,
    body: [
      'What came in since the last digest and was not acted on. Nobody has to act now.',
      ...shown,
      ...(hidden > 0 ? ['', `and ${hidden} more`] : []),
    ].join('\n'),
  };
};

/** The smallest group comes first: a flood of one kind must not push the others out of the mail. */
const groupsOf = (notes: readonly NoteRecord[]): [string, NoteRecord[]][] => {
  const kinds = [...new Set(notes.map(({ kind }) => kind))];
  const groups = kinds.map((kind): [string, NoteRecord[]] => [
    kind,
    notes.filter((note) => note.kind === kind),
  ]);
  return groups.sort(([a, one], [b, other]) => one.length - other.length || rank(a) - rank(b));
};

const rank = (kind: string): number => {
  const at = Object.keys(digestHeadings).indexOf(kind);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
};

const headingOf = (kind: string): string =>
  (Object.hasOwn(digestHeadings, kind) ? digestHeadings[kind] : undefined) ?? inert(kind, 60);

const lineOf = ({ at, text }: NoteRecord): string => `  ${moment(at)}  ${inert(text, longestLine)}`;
