import * as z from 'zod/mini';
import type { Rules } from '#lib/platform/rules.ts';
import { type DescendantFound, descendantFound } from './descendant.ts';
import { type GithubAlertRef, githubAlertRef } from './github-alert-ref.ts';
import { readGuardDutyEvent } from './guardduty.ts';
import { readHealthEvent } from './health.ts';
import type { SignalReading } from './leak-signal.ts';
import { type Malformed, malformed, malformedBy } from './malformed.ts';
import { asMalformed, notUnderstood } from './not-understood.ts';
import { type OwnerFound, ownerFound } from './owner-found.ts';
import { readQuarantineEvent } from './quarantine.ts';
import { readScannerEvent } from './scanner.ts';
import { readSecurityHubEvent } from './securityhub.ts';
import { type StillOpenFound, stillOpenFound } from './still-open.ts';
import { type SweepAsked, sweepAsked } from './sweep.ts';

/** Everything that may stand on the signals queue. */
export type QueueMessage =
  | { kind: 'github-alert'; ref: GithubAlertRef }
  | { kind: 'event'; source: EventSource; reading: SignalReading }
  | OwnerFound
  | DescendantFound
  | StillOpenFound
  | SweepAsked
  | LookAgain
  | Malformed;

/**
 * How the event of each rule is read. The rule itself writes the kind beside the event that it forwards (an input
 * transformer), so that nobody who may put events on a bus can pass one source off as another.
 */
const events = {
  guardduty: readGuardDutyEvent,
  health: readHealthEvent,
  quarantine: readQuarantineEvent,
  securityhub: readSecurityHubEvent,
  scanner: readScannerEvent,
} as const satisfies Record<string, (event: unknown, rules: Rules) => SignalReading>;

export type EventSource = keyof typeof events;
export const eventSources = Object.keys(events) as EventSource[];

const isEventSource = (kind: unknown): kind is EventSource =>
  typeof kind === 'string' && Object.hasOwn(events, kind);

const lookAgain = z.object({
  kind: z.literal('look-again'),
  incidentId: z.string('must be text').check(z.regex(/^[\x21-\x7e]{1,230}$/, 'must be an incident id')),
  /** The how manieth look it is, from 1. */
  look: z.number('must be a number').check(z.int('must be a whole number'), z.positive('must be above 0')),
});

/** A message of ours to ourselves: look whether what was done to an incident's credential still stands. */
export type LookAgain = z.infer<typeof lookAgain>;

// That a person named it nobody can say through the queue: the investigation never does, and whoever may write to the
// queue could have containment act on any user or role that the rules protect. The CLI says it in its own process.
const descendantOnQueue = z.omit(descendantFound, { evenIfProtected: true });

/** What our own functions send, and what it must look like. */
const schemas = {
  'look-again': lookAgain,
  'owner-found': ownerFound,
  descendant: descendantOnQueue,
  'still-open': stillOpenFound,
  sweep: sweepAsked,
} as const;

const isSchema = (kind: unknown): kind is keyof typeof schemas =>
  typeof kind === 'string' && Object.hasOwn(schemas, kind);

const readOurs = (message: object, kind: unknown, rules: Rules): QueueMessage => {
  if (kind === 'github-alert') {
    const parsed = githubAlertRef.safeParse(message);
    return parsed.success
      ? { kind: 'github-alert', ref: parsed.data }
      : malformedBy(parsed.error, message, 'body');
  }
  if (kind === 'not-understood') return readNotUnderstood(message);
  if (isSchema(kind)) return readAs(schemas[kind], message);
  if (!isEventSource(kind)) {
    return malformed(
      'kind',
      `kind must be github-alert, ${Object.keys(schemas).join(', ')}, not-understood or ${eventSources.join(', ')}`,
    );
  }
  if (!('event' in message)) return malformed('event', 'event is missing: the rule that sent this names it');
  return { kind: 'event', source: kind, reading: inEvent(events[kind](message.event, rules)) };
};

const readAs = (schema: z.ZodMiniType<QueueMessage>, message: object): QueueMessage => {
  const parsed = schema.safeParse(message);
  return parsed.success ? parsed.data : malformedBy(parsed.error, message, 'body');
};

// Whoever took it could not read it, and nobody can: it is kept for people like any other.
const readNotUnderstood = (message: object): Malformed => {
  const parsed = notUnderstood.safeParse(message);
  return parsed.success ? asMalformed(parsed.data) : malformedBy(parsed.error, message, 'body');
};

// Fields are named from the top of the message, where a person finds them.
const inEvent = (reading: SignalReading): SignalReading => {
  if (reading.kind !== 'malformed' || reading.field === 'event') return reading;
  const { field, reason } = reading;
  return {
    ...reading,
    field: `event.${field}`,
    reason: reason.startsWith(field) ? `event.${reason}` : reason,
  };
};

const parseJson = (body: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(body) };
  } catch {
    // The parser's message quotes the body, which may hold a secret: the caller says only that it is no JSON.
    return undefined;
  }
};

/** Reads the body of one SQS message: its `kind` was written by whoever put it there, a rule or function of ours. */
export const readQueueMessage = (body: string, rules: Rules): QueueMessage => {
  const json = parseJson(body);
  if (!json) return malformed('body', 'body is not JSON');
  const { value } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed('body', 'body must be a JSON object');
  }
  if (!('kind' in value)) return malformed('kind', 'kind is missing: the rule that sent this must name it');
  return readOurs(value, value.kind, rules);
};
