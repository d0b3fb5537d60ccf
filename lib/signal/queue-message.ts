import * as z from 'zod/mini';
import { type GithubAlertRef, githubAlertRef } from './github-alert-ref.ts';
import { readGuardDutyEvent } from './guardduty.ts';
import type { SignalReading } from './leak-signal.ts';
import { type Malformed, malformed, malformedBy } from './malformed.ts';

/** Everything that may stand on the signals queue. */
export type QueueMessage =
  | { kind: 'github-alert'; ref: GithubAlertRef }
  | { kind: 'guardduty'; reading: SignalReading }
  | LookAgain
  | Malformed;

const lookAgain = z.object({
  kind: z.literal('look-again'),
  incidentId: z.string('must be text').check(z.regex(/^[\x21-\x7e]{1,200}$/, 'must be an incident id')),
  /** The how manieth look it is, from 1. */
  look: z.number('must be a number').check(z.int('must be a whole number'), z.positive('must be above 0')),
});

/** A message of ours to ourselves: look whether what was done to an incident's credential still stands. */
export type LookAgain = z.infer<typeof lookAgain>;

const readOurs = (message: unknown, kind: unknown): QueueMessage => {
  if (kind === 'github-alert') {
    const parsed = githubAlertRef.safeParse(message);
    return parsed.success
      ? { kind: 'github-alert', ref: parsed.data }
      : malformedBy(parsed.error, message, 'body');
  }
  if (kind === 'look-again') {
    const parsed = lookAgain.safeParse(message);
    return parsed.success ? parsed.data : malformedBy(parsed.error, message, 'body');
  }
  return malformed('kind', 'kind must be github-alert or look-again');
};

/** Also in the wrong case, so that the reader can say which field is in the wrong case. */
const isEvent = (message: object): boolean =>
  Object.keys(message).some((key) => /^(?:source|detail-?type|detail)$/i.test(key));

const readEvent = (event: object): QueueMessage => {
  if ('source' in event && event.source !== 'aws.guardduty') {
    return malformed('source', 'source must be aws.guardduty: events of no other source are read');
  }
  return { kind: 'guardduty', reading: readGuardDutyEvent(event) };
};

const parseJson = (body: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(body) };
  } catch {
    // The parser's message quotes the body, which may hold a secret: the caller says only that it is no JSON.
    return undefined;
  }
};

/**
 * Reads the body of one SQS message: a reference or a reminder of ours, told by `kind`, or what an EventBridge rule
 * put there, told by `source` and `detail-type`.
 */
export const readQueueMessage = (body: string): QueueMessage => {
  const json = parseJson(body);
  if (!json) return malformed('body', 'body is not JSON');
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed('body', 'body must be a JSON object');
  }
  if ('kind' in value) return readOurs(value, value.kind);
  if (isEvent(value)) return readEvent(value);
  return malformed('kind', 'kind is missing, and it is no event of EventBridge either');
};
