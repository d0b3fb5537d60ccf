import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';

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

const kept = 'nor are data events (S3 objects, Lambda invocations, ...).';

/** What the numbers of the mail hold, and what not. */
export const counted = ({ accessKeyId }: Investigation): string =>
  accessKeyId === null
    ? `Counted are the calls under the user's name, the user's own work among them. Calls of role and federation sessions are not in these numbers, ${kept}`
    : `Counted are calls signed with this key itself. Calls of sessions that it issued are not in these numbers, ${kept}`;
