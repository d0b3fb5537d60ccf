import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert, subject } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';

/** Whom the mail is about, at the beginning of its subject. */
export const subjectStart = ({ accessKeyId, userName }: Investigation): string => {
  if (accessKeyId === null) return userName === undefined ? 'Leaked credential' : `Reported user ${userName}`;
  return accessKeyId.startsWith('ASIA') ? `Leaked session ${accessKeyId}` : `Leaked key ${accessKeyId}`;
};

/** The same at the beginning of a sentence: the key, or the user. */
export const whoActed = ({ accessKeyId, userName }: Investigation): string => {
  if (accessKeyId !== null) return inert(accessKeyId, 128);
  return userName === undefined ? 'The credential' : `User ${inert(userName, 64)}`;
};

/** SNS takes subjects of less than 100 characters. */
const subjectLength = 99;

/** A subject of the parts that fit. One that does not goes whole, with all after it: half a number would be a wrong one. */
export const subjectOf = (parts: readonly string[]): string => subject(redact(fitting(parts)));

const fitting = ([line = '', ...parts]: readonly string[]): string => {
  const [next, ...rest] = parts;
  const longer = `${line}, ${next}`;
  return next === undefined || longer.length > subjectLength ? line : fitting([longer, ...rest]);
};

/** What the numbers of the mail hold, and what not. */
export const counted = ({ accessKeyId, coverage, credentials }: Investigation): string => {
  const who =
    accessKeyId === null
      ? "Counted are the calls under the user's name, the user's own work among them"
      : 'Counted are the calls of this credential';
  const from = credentials.some(({ issuedBy }) => issuedBy !== null)
    ? ', and of what came from it for certain'
    : '';
  const dataEvents = coverage.some(({ source }) => source === 'lookup-events')
    ? '. Data events (S3 objects, Lambda invocations, ...) are not in these numbers'
    : '';
  return `${who}${from}${dataEvents}.`;
};
