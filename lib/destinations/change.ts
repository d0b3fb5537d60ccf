import * as z from 'zod/mini';
import { sendMessage } from '#lib/aws/send-message.ts';

const incidentChange = z.object({
  incidentId: z.string('must be text').check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
  /** What tells one state of it from another: each is told once. */
  state: z.string('must be text').check(z.minLength(1), z.maxLength(20_000)),
});

/** What stands on the queue of incident changes. */
export type IncidentChange = z.infer<typeof incidentChange>;

/** Only our own functions may write to the queue: what cannot be read is a fault of ours, and nothing else. */
export class UnreadableChange extends Error {
  constructor(reason: string) {
    super(`a message on the queue of incident changes cannot be read: ${reason}`);
    this.name = 'UnreadableChange';
  }
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's words quote the body.
    throw new UnreadableChange('it is not JSON');
  }
};

/** @throws UnreadableChange naming the field */
export const readChange = (body: string): IncidentChange => {
  const reading = incidentChange.safeParse(parsed(body));
  if (reading.success) return reading.data;
  const [issue] = reading.error.issues;
  throw new UnreadableChange(`${issue?.path.join('.') || 'body'} ${issue?.message ?? 'is wrong'}`);
};

/** Asks for an incident to be told to its other homes. @param state see `IncidentChange` */
export const askToPublish = (queueUrl: string, incidentId: string, state: string): Promise<void> =>
  sendMessage(queueUrl, JSON.stringify({ incidentId, state } satisfies IncidentChange));
