import * as z from 'zod/mini';
import type { RecordStore } from '#lib/incident/records.ts';
import type { CouldDo, CouldHaveDone } from '../investigation.ts';

const kept = z.object({
  actions: z.array(
    z.object({
      action: z.string(),
      label: z.string(),
      allowed: z.nullable(z.boolean()),
      used: z.number(),
      limits: z.optional(z.string()),
    }),
  ),
  basedOn: z.array(z.string()),
  notRead: z.array(z.string()),
});

/**
 * What an earlier look found that an incident's credential could have done: people change and delete what leaked, so that
 * the first look knows best.
 * @throws what the store throws; Error for a record that is not understood
 */
export const keptCould = async (
  records: Pick<RecordStore, 'get'>,
  incidentId: string,
): Promise<CouldHaveDone | undefined> => {
  const record = await records.get('could', incidentId);
  if (record === undefined) return undefined;
  const { actions, ...rest } = kept.parse(record);
  return {
    ...rest,
    actions: actions.map(
      ({ limits, ...each }): CouldDo => ({ ...each, ...(limits !== undefined && { limits }) }),
    ),
  };
};

export const keepCould = (
  records: Pick<RecordStore, 'set'>,
  incidentId: string,
  { actions, basedOn, notRead }: CouldHaveDone,
): Promise<void> => records.set('could', incidentId, { actions, basedOn, notRead });
