import * as z from 'zod/mini';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { redact } from '#lib/platform/redact.ts';
import { type Malformed, malformed } from '../malformed.ts';

export const flag = z.optional(z.boolean('must be true or false'));

export const textUpTo = (most: number) =>
  z.optional(z.string('must be text').check(z.maxLength(most, `must have at most ${most} characters`)));

/** A misspelt `dryRun` must not turn a rehearsal into the real thing: unknown fields are refused. */
export const unreadable = (error: z.core.$ZodError, accepted: string): Malformed => {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const unknown = redact(issue.keys[0] ?? '').slice(0, 100);
    return malformed(
      unknown,
      `${JSON.stringify(unknown)} is not a field of this request: it takes ${accepted}`,
    );
  }
  const field = issue?.path.map(String).join('.') || 'event';
  return malformed(field, `${field} ${issue?.message ?? `takes ${accepted}`}`);
};

export const keyIdFault = (accessKeyId: unknown): Malformed | undefined => {
  if (accessKeyId === undefined) return malformed('accessKeyId', 'accessKeyId is missing');
  const key = parseKeyId(accessKeyId);
  return key.kind === 'not-a-key-id' ? malformed('accessKeyId', `accessKeyId: ${key.reason}`) : undefined;
};
