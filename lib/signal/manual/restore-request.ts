import * as z from 'zod/mini';
import { redact } from '#lib/platform/redact.ts';
import { type Malformed, malformed } from '../malformed.ts';
import { flag, keyIdFault, textUpTo, unreadable } from './fields.ts';

/** What a person asked `restore` to undo: `id` is an incident id or a key id, whichever was given. */
export interface RestoreRequest {
  kind: 'request';
  id: string;
  dryRun: boolean;
  reason?: string;
  /** One step only. */
  step?: string;
  /** Although the leak is still open. */
  force?: boolean;
  /** Who it is, as that person says: nobody has checked it. */
  by?: string;
}

const fields = z.strictObject(
  {
    incidentId: z.optional(
      z
        .string('must be text')
        .check(z.regex(/^[\x21-\x7e]{1,230}$/, 'must be an incident id without spaces')),
    ),
    accessKeyId: z.optional(z.unknown()),
    reason: textUpTo(1000),
    dryRun: flag,
    step: z.optional(z.string('must be text').check(z.regex(/^[\w:-]{1,200}$/, 'must be the id of a step'))),
    force: flag,
    by: textUpTo(200),
  },
  'must be an object',
);
const accepted = 'incidentId or accessKeyId, reason, dryRun, step, force and by';

/**
 * Reads `{"incidentId": "…"}` or `{"accessKeyId": "AKIA…"}`, exactly one of the two, with `reason`, `dryRun`, `step`,
 * `force` and `by` as it likes. Text is redacted before anything keeps it.
 */
export const readRestoreRequest = (event: unknown): RestoreRequest | Malformed => {
  const parsed = fields.safeParse(event);
  if (!parsed.success) return unreadable(parsed.error, accepted);
  const { incidentId, accessKeyId, reason, step, force, by } = parsed.data;
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
    ...(reason && { reason: redact(reason) }),
    ...(step !== undefined && { step }),
    ...(force && { force }),
    ...(by && { by: redact(by) }),
  };
};
