import type { Incident } from '#lib/incident/incident.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { logger } from '#lib/platform/logger.ts';
import type { CouldHaveDone } from '../investigation.ts';
import type { Allowances, CouldSubject } from './could-have-done.ts';
import { keepCould, keptCould } from './kept.ts';

export interface CouldOfLookDeps {
  /** Finds out what a credential could have done; absent where nobody wants to know. Must not throw. */
  could?(subject: CouldSubject): Promise<Allowances>;
  records: Pick<RecordStore, 'get' | 'set'>;
}

/**
 * What an incident's credential could have done, as the first look found it that was told everything. Never throws:
 * the look is worth more.
 * @returns undefined where nobody asks, or where the principal is not known or not ours
 */
export const couldOfLook = async (
  incident: Incident | undefined,
  { could, records }: CouldOfLookDeps,
): Promise<CouldHaveDone | undefined> => {
  const { incidentId, accountId, principal, accessKeyId, status } = incident ?? {};
  if (!could || !incident || !incidentId || !accountId || !principal || status === 'not-ours')
    return undefined;
  const failed = (what: string) => (error: unknown) => {
    logger.error(`what the credential could have done could not be ${what}`, { incidentId, error });
    return undefined;
  };
  const before = await keptCould(records, incidentId).catch(failed('read back'));
  if (before) return before;
  const now = await could({ accountId, principal, accessKeyId: accessKeyId ?? null, incident });
  if (!now.again) await keepCould(records, incidentId, now.could).catch(failed('kept'));
  return now.could;
};
