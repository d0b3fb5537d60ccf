import * as z from 'zod/mini';
import { redact } from '#lib/platform/redact.ts';
import type { Malformed } from './malformed.ts';

/**
 * A report that came through an authentic channel and could not be read. It goes on the signals queue, so that
 * `contain` keeps it for people and pages: nothing that was reported is dropped.
 */
export const notUnderstood = z.object({
  kind: z.literal('not-understood'),
  source: z.literal('github'),
  /** What could not be read, as a path from the top of the body, and why. */
  field: z.string('must be text').check(z.maxLength(500)),
  reason: z.string('must be text').check(z.maxLength(2000)),
  /** The body, redacted, and cut where it is long. */
  body: z.string('must be text'),
});

export type NotUnderstood = z.infer<typeof notUnderstood>;

const largest = 200 * 1024;
const cutMark = ' [cut: the report is longer than is kept]';

const bytesOf = (message: NotUnderstood): number => Buffer.byteLength(JSON.stringify(message));

/**
 * What goes on the queue for a report that cannot be read: at most 200 KB. The same report always gives the same
 * message.
 */
export const notUnderstoodReport = (
  source: NotUnderstood['source'],
  { field, reason }: Malformed,
  report: Uint8Array,
): NotUnderstood => {
  const message = {
    kind: 'not-understood',
    source,
    field: field.slice(0, 500),
    reason: reason.slice(0, 2000),
  } as const;
  // Redacted before it is cut: half of a secret looks like none.
  const body = sendable(redact(Buffer.from(report).toString('utf8')));
  if (bytesOf({ ...message, body }) <= largest) return { ...message, body };
  // A quote or a line break takes two bytes in the message, and a control character six.
  const room = largest - bytesOf({ ...message, body: cutMark });
  return { ...message, body: `${cut(body, room)}${cutMark}` };
};

// The rest of what SQS refuses is escaped by JSON (SQS API reference, SendMessage: InvalidMessageContents).
const sendable = (text: string): string => text.replaceAll(/[\ufffe\uffff]/g, '\ufffd');

/** The longest beginning that takes at most so many bytes as JSON. */
const cut = (text: string, bytes: number): string => {
  let [fits, tooLong] = [0, Math.min(text.length, bytes) + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(JSON.stringify(text.slice(0, middle))) - 2 <= bytes) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, fits);
};

/** What the one who handles it is told. */
export const asMalformed = ({ field, reason }: NotUnderstood): Malformed => ({
  kind: 'malformed',
  field,
  reason: `a webhook that GitHub signed cannot be read: ${reason}`,
});
