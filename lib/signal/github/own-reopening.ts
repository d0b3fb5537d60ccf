import { timestamp } from '#lib/platform/clock.ts';
import { alertName, type GithubAlertRef } from '../github-alert-ref.ts';
import type { SignalReading } from '../leak-signal.ts';
import { signalId } from './to-leak.ts';

interface Marks {
  get(kind: 'seen', id: string): Promise<Record<string, unknown> | undefined>;
  set(kind: 'seen', id: string, fields: Record<string, unknown>): Promise<void>;
}

const markOf = (ref: GithubAlertRef): string => `reopened-by-us:${signalId(ref)}`;

/** To be noted before an alert is opened again: its webhook may be here before GitHub's answer is. */
export const noteOwnReopening = (ref: GithubAlertRef, records: Pick<Marks, 'set'>): Promise<void> =>
  records.set('seen', markOf(ref), { at: timestamp() });

// GitHub delivers within seconds, and what it failed to deliver keeps the time of its first attempt.
const soon = 10 * 60_000;

/**
 * GitHub tells of an alert that we have opened again after a restore as of any other that was opened again, which is a new
 * leak: it would undo the restore.
 * @returns that it is not one, or undefined where somebody else has opened it
 */
export const ownReopening = async (
  ref: GithubAlertRef,
  records: Pick<Marks, 'get'>,
): Promise<SignalReading | undefined> => {
  if (ref.action !== 'reopened' || ref.deliveredAt === undefined) return undefined;
  const at = (await records.get('seen', markOf(ref)))?.['at'];
  if (typeof at !== 'string') return undefined;
  const since = Date.parse(ref.deliveredAt) - Date.parse(at);
  // GitHub's clock, by which a poll goes, may be a little behind ours.
  if (!(since > -60_000 && since < soon)) return undefined;
  const reason = `GitHub alert ${alertName(ref)} was opened again by us, with the restore of its incident`;
  return { kind: 'not-a-leak', id: signalId(ref), reason, tell: 'log' };
};
