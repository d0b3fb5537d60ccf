import * as z from 'zod/mini';
import type { IncidentChange } from '#lib/incident/ask-to-publish.ts';

const incidentChange: z.ZodMiniType<IncidentChange> = z.object({
  incidentId: z.string('must be text').check(z.regex(/^[\w-]{1,230}$/, 'must be an incident id')),
  state: z.string('must be text').check(z.minLength(1, 'is empty')),
});

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
