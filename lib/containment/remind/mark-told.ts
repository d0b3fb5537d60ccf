import type { RecordStore } from '#lib/incident/records.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { NoteRecord } from '../notes.ts';
import { every, throwIfAny } from './every.ts';

/** Marks notes after their mail was sent: a run that dies in between tells them twice, and that is better than never. */
export const markTold = async (notes: readonly NoteRecord[], records: RecordStore): Promise<void> => {
  const toldAt = timestamp();
  const failed = await every(notes, ({ id }) => records.set('note', id, { toldAt }));
  throwIfAny(failed, 'what was told could not be marked, and is told again');
};
