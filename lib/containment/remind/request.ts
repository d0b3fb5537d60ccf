import * as z from 'zod/mini';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { redact } from '#lib/platform/redact.ts';

/** What a person asks by invoking `remind` directly; without it the function does its round. */
export interface AcknowledgeRequest {
  /** A page, incident or key id. */
  acknowledge: string;
  /** Who it is, as that person says. */
  by?: string;
}

const schema = z.strictObject(
  {
    acknowledge: z
      .string('must be the id of a page or incident')
      .check(z.regex(/\S/, 'must not be empty'), z.maxLength(2000, 'is too long for an id')),
    by: z.optional(
      z
        .string('must be text')
        .check(z.minLength(1, 'must not be empty'), z.maxLength(200, 'must have at most 200 characters')),
    ),
  },
  'must be an object',
);

/** What EventBridge sends on a schedule (EventBridge user guide, "Scheduled events"); `{}` asks for a round at once. */
const isRound = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  !Array.isArray(event) &&
  (Object.keys(event).length === 0 || ('detail-type' in event && event['detail-type'] === 'Scheduled Event'));

/**
 * Reads `{"acknowledge": "AKIA…-1", "by": "…"}`, of which `by` may be left out.
 * @returns undefined for a round
 * @throws BadRequest naming the field: a misspelt acknowledgement must not read as a round
 */
export const readRemindRequest = (event: unknown): AcknowledgeRequest | undefined => {
  if (isRound(event)) return undefined;
  const parsed = schema.safeParse(event);
  if (!parsed.success) throw badRequest(parsed.error);
  const { acknowledge, by } = parsed.data;
  return { acknowledge: acknowledge.trim(), ...(by !== undefined && { by: redact(by) }) };
};

const badRequest = (error: z.core.$ZodError): BadRequest => {
  // A misspelt name is also a missing field: the name that was given tells its sender more.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const unknown = redact(issue.keys[0] ?? '').slice(0, 100);
    return new BadRequest(
      unknown,
      `${JSON.stringify(unknown)} is not a field of this request: it takes acknowledge and by`,
    );
  }
  const field = issue?.path.map(String).join('.') || 'event';
  return new BadRequest(field, `${field} ${issue?.message ?? 'is not as expected'}`);
};
