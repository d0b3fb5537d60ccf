import * as z from 'zod/mini';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import type { LeakSignal } from './leak-signal.ts';
import { type Malformed, malformed } from './malformed.ts';
import { flag, keyIdFault, textUpTo, unreadable } from './manual/fields.ts';
import { readBehind } from './manual/principal.ts';

export { type RestoreRequest, readRestoreRequest } from './manual/restore-request.ts';

/** What a person asked `contain` to do, in the Lambda console or on the command line. */
export interface ManualRequest {
  kind: 'request';
  signal: LeakSignal;
  dryRun: boolean;
}

/** A person asks for all that waits in the backlog. */
export interface BacklogRequest {
  kind: 'backlog';
  dryRun: boolean;
}

const text = z.optional(z.string('must be text'));

const fields = z.strictObject(
  {
    accessKeyId: z.optional(z.unknown()),
    reason: textUpTo(1000),
    dryRun: flag,
    role: text,
    session: text,
    user: text,
    wholeRole: flag,
    evenIfProtected: flag,
    backlog: flag,
  },
  'must be an object',
);
type Fields = z.infer<typeof fields>;

const accepted =
  'accessKeyId, reason, dryRun, role, session, user, wholeRole and evenIfProtected, or backlog and dryRun';

/**
 * Reads `{"accessKeyId": "AKIA…", "reason": "…", "dryRun": true}`, of which only accessKeyId is needed. Of a temporary
 * key a person may say whose it is: `role` (name or ARN) with its `session` or `wholeRole`, or `user`. `evenIfProtected`
 * lifts a protection. Or `{"backlog": true}`, with `dryRun` at most. People paste what they found into the reason: it
 * is redacted before anything keeps it.
 * @param requestId of the invocation; a retry of the same invocation gives the same signal
 */
export const readManualRequest = (
  event: unknown,
  requestId: string,
): ManualRequest | BacklogRequest | Malformed => {
  const parsed = fields.safeParse(event);
  if (!parsed.success) return unreadable(parsed.error, accepted);
  const { data } = parsed;
  const dryRun = data.dryRun ?? false;
  if (data.backlog) return besideBacklog(data) ?? { kind: 'backlog', dryRun };
  const fault = keyIdFault(data.accessKeyId);
  if (fault) return fault;
  const accessKeyId = String(data.accessKeyId);
  const behind = readBehind(accessKeyId, data);
  if ('kind' in behind) return behind;
  const signal: LeakSignal = {
    id: `manual:${requestId}`,
    source: 'manual',
    certainty: 'claimed',
    accessKeyId,
    ...behind,
    where: 'reported by a person',
    reportedAt: timestamp(),
    ...(data.reason && { reason: redact(data.reason) }),
    ...overrideOf(data),
  };
  return { kind: 'request', signal, dryRun };
};

// Whoever names a key as well means that key: all the others would be contained with it.
const besideBacklog = ({ backlog, dryRun, ...others }: Fields): Malformed | undefined => {
  const [beside] = Object.entries(others).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  return beside === undefined
    ? undefined
    : malformed(beside, `${beside} and backlog are both given: backlog means all that waits there`);
};

const overrideOf = ({ evenIfProtected, wholeRole }: Fields): Pick<LeakSignal, 'override'> => {
  const override = [
    ...(evenIfProtected ? (['protected'] as const) : []),
    ...(wholeRole ? (['whole-role'] as const) : []),
  ];
  return override.length > 0 ? { override } : {};
};
