import { inert, subject as subjectLine } from '#lib/platform/plain-text.ts';
import type { PageRecord } from './page-record.ts';

/** SNS takes subjects of less than 100 characters (SNS API reference, Publish). */
const longestSubject = 99;

/** A page as it goes out: a repetition says which one it is, behind the words that pagers are filtered by. */
export const pageText = ({
  id,
  subject,
  body,
  incidentId,
  times,
}: Pick<PageRecord, 'id' | 'subject' | 'body' | 'incidentId' | 'times'>): {
  subject: string;
  body: string;
} => ({
  subject: times > 1 ? again(subject, times) : subjectLine(subject),
  body: `${body.trimEnd()}\n\n${howToEnd(incidentId ?? id)}`,
});

const again = (subject: string, times: number): string => {
  const ending = ` (again, ${ordinal(times)} time)`;
  return subjectLine(subject)
    .slice(0, longestSubject - ending.length)
    .trimEnd()
    .concat(ending);
};

const ordinal = (number: number): string => {
  const isTeen = number % 100 > 10 && number % 100 < 14;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
};

// An id may come from outside: one that would not survive a mail and a shell as it is, is not put into a command.
const howToEnd = (id: string): string =>
  inert(id, id.length) === id && !id.includes("'")
    ? `This page comes again until somebody takes it on: npm run -s tourniquet -- acknowledge ${shellWord(id)}`
    : 'This page comes again until somebody takes it on: npm run -s tourniquet -- acknowledge PAGE';

/** One word for a POSIX shell, of a text without single quotes. */
const shellWord = (text: string): string => (/^[\w.:/@+=-]+$/.test(text) ? text : `'${text}'`);
