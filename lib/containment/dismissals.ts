import { parseKeyId } from '#lib/credential/key-id.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { BadRequest } from '#lib/platform/bad-request.ts';
import { now as clock, timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';

/** A person's word that a key is no leak: a decoy, say. Times are ISO 8601 UTC. */
export interface Dismissal {
  reason: string;
  /** From then on reports of the key count again. */
  until: string;
  /** Who said so: an ARN, or `unknown`. */
  by: string;
}

const day = 24 * 60 * 60_000;
/** Nothing is dismissed for ever: the key may leak in earnest later. */
export const longestDismissalDays = 365;

/** The dismissal of a key that holds now. One whose end cannot be read does not hold. */
export const dismissal = async (
  records: RecordStore,
  accessKeyId: string,
  now: Date = clock(),
): Promise<Dismissal | undefined> => {
  const found = await records.get('dismissal', accessKeyId);
  const { reason, until, by } = found ?? {};
  if (typeof until !== 'string' || !(Date.parse(until) > now.getTime())) return undefined;
  return { reason: String(reason), until, by: String(by) };
};

/**
 * Dismisses a key until a time in the next 365 days; a dismissal that it had is replaced. What was contained stays
 * so.
 * @throws BadRequest naming the field
 */
export const dismiss = async (
  records: RecordStore,
  accessKeyId: string,
  { reason, until, by }: { reason: string; until: Date; by: string },
  now: Date = clock(),
): Promise<Dismissal> => {
  checkDismissal(accessKeyId, reason, until, now);
  const made: Dismissal = { reason: redact(reason), until: timestamp(until), by };
  await records.set('dismissal', accessKeyId, { ...made, at: timestamp(now) });
  return made;
};

/** @throws BadRequest naming the field */
export const checkDismissal = (
  accessKeyId: string,
  reason: string,
  until: Date,
  now: Date = clock(),
): void => {
  checkKey(accessKeyId);
  checkReason(reason);
  checkUntil(until, now);
};

const checkKey = (accessKeyId: string): void => {
  const key = parseKeyId(accessKeyId);
  if (key.kind === 'not-a-key-id') throw new BadRequest('accessKeyId', key.reason);
};

const checkReason = (reason: string): void => {
  if (reason.trim() === '') throw new BadRequest('reason', 'must say why the key is no leak');
  if (reason.length > 1000) throw new BadRequest('reason', 'must have at most 1000 characters');
};

const checkUntil = (until: Date, now: Date): void => {
  const ahead = until.getTime() - now.getTime();
  if (Number.isNaN(ahead)) throw new BadRequest('until', 'is not a time');
  if (ahead <= 0) throw new BadRequest('until', 'must be in the future');
  if (ahead > longestDismissalDays * day)
    throw new BadRequest('until', `must be at most ${longestDismissalDays} days ahead`);
};
