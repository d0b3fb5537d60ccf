import type { Incident } from '#lib/incident/incident.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { now } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import { mustPage } from '../mail.ts';
import { isOpen, type PageRecord } from '../page-record.ts';
import { allPages, closePage, type Pager } from '../pages.ts';
import { every, throwIfAny } from './every.ts';

const minute = 60_000;

export interface RepeatPagesDeps {
  records: RecordStore;
  incidents: { find(incidentId: string): Promise<Incident | undefined> };
  pager: Pick<Pager, 'sendAgain'>;
  pageAgainMinutes: number;
}

/**
 * Sends every open page again that nobody has acknowledged in time. A page whose incident needs nobody any more is
 * closed without a word. An incident that cannot be read is no reason to fall silent.
 * @returns how many were sent and how many closed
 * @throws once all have had their turn
 */
export const repeatPages = async (deps: RepeatPagesDeps): Promise<{ sent: number; closed: number }> => {
  const done = { sent: 0, closed: 0 };
  const unread: unknown[] = [];
  const stillNeeded = async ({ incidentId }: PageRecord): Promise<boolean> => {
    if (incidentId === undefined) return true;
    try {
      const incident = await deps.incidents.find(incidentId);
      return incident === undefined || mustPage(incident);
    } catch (error) {
      unread.push(error);
      return true;
    }
  };
  const due = (await allPages(deps.records)).filter((page) => isOpen(page) && isDue(page, deps));
  const failed = await every(due, async (page) => {
    if (await stillNeeded(page)) {
      await deps.pager.sendAgain(page);
      done.sent += 1;
    } else {
      await closePage(page.id, deps.records);
      done.closed += 1;
    }
  });
  logger.info('open pages looked at', { due: due.length, ...done });
  throwIfAny([...failed, ...unread], 'pages could not be repeated');
  return done;
};

// A page that never reached the topic does not wait: a minute later nobody is at it any more.
const isDue = (
  { sentAt, publishedAt }: PageRecord,
  { pageAgainMinutes }: Pick<RepeatPagesDeps, 'pageAgainMinutes'>,
): boolean => now().getTime() - Date.parse(sentAt) >= (publishedAt ? pageAgainMinutes : 1) * minute;
