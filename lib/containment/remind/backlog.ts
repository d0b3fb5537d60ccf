import type { RecordStore } from '#lib/incident/records.ts';
import { now } from '#lib/platform/clock.ts';
import type { Mail } from '../mail.ts';
import type { NoteRecord } from '../notes.ts';
import type { Pager } from '../pages.ts';
import { type BacklogWays, backlogMail, backlogPage } from './backlog-mail.ts';
import { every, throwIfAny } from './every.ts';
import { markTold } from './mark-told.ts';

const minute = 60_000;
// A first poll brings hundreds over some minutes: one mail for all, once they have stopped coming. But it must not
// be put off for ever by those that trickle in.
const quiet = 10 * minute;
const longest = 60 * minute;

export interface BacklogDeps {
  records: RecordStore;
  mail(mail: Mail): Promise<void>;
  pager: Pick<Pager, 'send'>;
  ways: BacklogWays;
}

/**
 * Tells of the leaks that wait as backlog: one mail with all of them and one page.
 * @param notes those that were not told yet, oldest first
 * @returns how many were told
 */
export const sendBacklog = async (
  notes: readonly NoteRecord[],
  { records, mail, pager, ways }: BacklogDeps,
): Promise<number> => {
  const [oldest] = notes;
  const newest = notes.at(-1);
  if (!oldest || !newest || (ageOf(newest) < quiet && ageOf(oldest) < longest)) return 0;
  // Named by the oldest, so that a run that comes again because the mail failed does not page again.
  const page = { id: `backlog:${oldest.at}`, ...backlogPage(notes.length, ways) };
  const failed = await every([() => pager.send(page), () => mail(backlogMail(notes, ways))], (send) =>
    send(),
  );
  throwIfAny(failed, 'the backlog could not be told');
  await markTold(notes, records);
  return notes.length;
};

const ageOf = ({ at }: NoteRecord): number => now().getTime() - Date.parse(at);
