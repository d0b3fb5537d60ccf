import * as z from 'zod/mini';
import { parseKeyId } from '#lib/credential/key-id.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import type { LeakSignal } from './leak-signal.ts';
import { type Malformed, malformed } from './malformed.ts';

/** What a person asked `contain` to do, in the Lambda console or on the command line. */
export interface ManualRequest {
  kind: 'request';
  signal: LeakSignal;
  dryRun: boolean;
}

/** What a person asked `restore` to undo: `id` is an incident id or a key id, whichever was given. */
export interface RestoreRequest {
  kind: 'request';
  id: string;
  dryRun: boolean;
  reason?: string;
}

const dryRun = z.optional(z.boolean('must be true or false'));
const reason = z.optional(
  z.string('must be text').check(z.maxLength(1000, 'must have at most 1000 characters')),
);

const containFields = z.strictObject(
  { accessKeyId: z.optional(z.unknown()), reason, dryRun },
  'must be an object',
);
const restoreFields = z.strictObject(
  {
    incidentId: z.optional(
      z
        .string('must be text')
        .check(z.regex(/^[\x21-\x7e]{1,200}$/, 'must be an incident id without spaces')),
    ),
    accessKeyId: z.optional(z.unknown()),
    reason,
    dryRun,
  },
  'must be an object',
);

/** A misspelt `dryRun` must not turn a rehearsal into the real thing: unknown fields are refused. */
const unreadable = (error: z.core.$ZodError, accepted: string): Malformed => {
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

const keyIdFault = (accessKeyId: unknown): Malformed | undefined => {
  if (accessKeyId === undefined) return malformed('accessKeyId', 'accessKeyId is missing');
  const key = parseKeyId(accessKeyId);
  return key.kind === 'not-a-key-id' ? malformed('accessKeyId', `accessKeyId: ${key.reason}`) : undefined;
};

/**
 * Reads `{"accessKeyId": "AKIA…", "reason": "…", "dryRun": true}`, of which only accessKeyId is needed. People paste
 * what they found into the reason: it is redacted before anything keeps it.
 * @param requestId of the invocation; a retry of the same invocation gives the same signal
 */
export const readManualRequest = (event: unknown, requestId: string): ManualRequest | Malformed => {
  const parsed = containFields.safeParse(event);
  if (!parsed.success) return unreadable(parsed.error, 'accessKeyId, reason and dryRun');
  const { accessKeyId } = parsed.data;
  const fault = keyIdFault(accessKeyId);
  if (fault) return fault;
  const signal: LeakSignal = {
    id: `manual:${requestId}`,
    source: 'manual',
    certainty: 'claimed',
    accessKeyId: String(accessKeyId),
    where: 'reported by a person',
    reportedAt: timestamp(),
    ...(parsed.data.reason && { reason: redact(parsed.data.reason) }),
  };
  return { kind: 'request', signal, dryRun: parsed.data.dryRun ?? false };
};

/** Reads `{"incidentId": "…"}` or `{"accessKeyId": "AKIA…"}`, exactly one of the two, with `dryRun` and `reason`. */
export const readRestoreRequest = (event: unknown): RestoreRequest | Malformed => {
  const parsed = restoreFields.safeParse(event);
  if (!parsed.success) return unreadable(parsed.error, 'incidentId or accessKeyId, reason and dryRun');
  const { incidentId, accessKeyId } = parsed.data;
  if (incidentId !== undefined && accessKeyId !== undefined) {
    return malformed('accessKeyId', 'accessKeyId and incidentId are both given: give one of them');
  }
  if (incidentId === undefined && accessKeyId === undefined) {
    return malformed('incidentId', 'incidentId is missing: give incidentId or accessKeyId');
  }
  const fault = incidentId === undefined ? keyIdFault(accessKeyId) : undefined;
  if (fault) return fault;
  return {
    kind: 'request',
    id: incidentId ?? String(accessKeyId),
    dryRun: parsed.data.dryRun ?? false,
    ...(parsed.data.reason && { reason: redact(parsed.data.reason) }),
  };
};
