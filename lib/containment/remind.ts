import type { Incident } from '#lib/incident/incident.ts';
import { noteMode } from '#lib/incident/mode-record.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import type { Rules } from '#lib/platform/rules.ts';
import type { Mail } from './mail.ts';
import { untoldNotes } from './notes.ts';
import { pager } from './pages.ts';
import { sendBacklog } from './remind/backlog.ts';
import type { BacklogWays } from './remind/backlog-mail.ts';
import { sendDailyDigest } from './remind/daily-digest.ts';
import { every, throwIfAny } from './remind/every.ts';
import { repeatPages } from './remind/repeat-pages.ts';

export interface RemindDeps {
  records: RecordStore;
  incidents: { find(incidentId: string): Promise<Incident | undefined> };
  mail(mail: Mail): Promise<void>;
  /** Puts a mail on the topic of the pages. */
  page(mail: Mail): Promise<void>;
  rules: Pick<Rules, 'pageAgainMinutes' | 'digestHour' | 'mode' | 'modes'>;
  ways: BacklogWays;
}

/** What one round did, in numbers. */
export interface Round {
  pagesSent: number;
  pagesClosed: number;
  notesTold: number;
  backlogTold: number;
}

/**
 * One round, every few minutes: pages that nobody acknowledged, the backlog, the daily digest, and a note of the mode
 * where that was changed, for auditors. Each has its turn whatever becomes of the others.
 * @throws once all had their turn; the next round does what is missing
 */
export const remind = async (deps: RemindDeps): Promise<Round> => {
  const { records, mail, page: publish, rules } = deps;
  const round: Round = { pagesSent: 0, pagesClosed: 0, notesTold: 0, backlogTold: 0 };
  const sender = pager({ records, publish });
  const pages = async (): Promise<void> => {
    const done = await repeatPages({ ...deps, pager: sender, pageAgainMinutes: rules.pageAgainMinutes });
    Object.assign(round, { pagesSent: done.sent, pagesClosed: done.closed });
  };
  const notes = async (): Promise<void> => {
    const untold = await untoldNotes(records);
    const backlog = untold.filter(({ kind }) => kind === 'backlog');
    const daily = untold.filter(({ kind }) => kind !== 'backlog');
    const parts = [
      async () => {
        round.backlogTold = await sendBacklog(backlog, { ...deps, pager: sender });
      },
      async () => {
        round.notesTold = await sendDailyDigest(daily, rules.digestHour, mail, records);
      },
    ];
    throwIfAny(await every(parts, (part) => part()), 'what was noted could not be told');
  };
  const mode = async (): Promise<void> => {
    if (await noteMode(records, rules, timestamp())) logger.info('mode noted', { mode: rules.mode });
  };
  const failed = await every([pages, notes, mode], (part) => part());
  logger.info('round done', { ...round, failed: failed.length });
  throwIfAny(failed, 'this round is not complete');
  return round;
};
