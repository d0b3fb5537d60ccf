import type { Fields, RecordStore } from '#lib/incident/records.ts';
import { now as clock, timestamp } from '#lib/platform/clock.ts';
import { NoSuchPage } from './no-such-page.ts';
import { type PageRecord, pageOf, sameText } from './page-record.ts';
import { pageText } from './page-text.ts';

/** What a person must act on now. `id` stands for the matter: sent again, it is the same page. */
export interface Page {
  id: string;
  /** Begins with `NOT CONTAINED`, `PROTECTED`, `BRAKE` or `DEAD LETTERS`. */
  subject: string;
  body: string;
  /** The page ends by itself once this incident needs nobody any more. */
  incidentId?: string;
}

export interface PagerDeps {
  records: RecordStore;
  /** Puts it on the topic of the pages. */
  publish(mail: { subject: string; body: string }): Promise<void>;
  now?(): Date;
}

export interface Pager {
  /**
   * Sends a page that `remind` repeats until somebody acknowledges it. The same words of a page that is open are
   * not published twice; other words are, and want to be acknowledged anew.
   * @throws what publishing threw: the page is recorded by then, and `remind` publishes it later at the latest. What
   * recording threw: the page is out by then, for nothing may keep people from being told
   */
  send(page: Page): Promise<void>;
  /** Publishes an open page once more. */
  sendAgain(page: PageRecord): Promise<void>;
}

export const pager = ({ records, publish, now = clock }: PagerDeps): Pager => ({
  async send(page) {
    const { id, ...words } = page;
    const fresh = { ...words, sentAt: timestamp(now()), times: 1 };
    const tell = () => publish(pageText({ id, ...fresh }));
    const isNew = await opened(page, fresh, records, now()).catch(async (error: unknown) => {
      await tell();
      throw error;
    });
    if (!isNew) return;
    await tell().catch(async (error: unknown) => {
      await records.set('page', id, { failedAt: timestamp(now()) });
      throw error;
    });
    await records.set('page', id, { publishedAt: timestamp(now()) });
  },

  // Recorded afterwards: a run that dies in between publishes it twice, and two pages are better than none.
  async sendAgain(page) {
    const sentAt = timestamp(now());
    // What nobody is known to have got is no repetition.
    const times = page.publishedAt ? page.times + 1 : page.times;
    await publish(pageText({ ...page, times }));
    await records.set('page', page.id, { sentAt, times, publishedAt: sentAt, failedAt: undefined });
  },
});

/** Records a page, unless the same words of it are out already, or on their way. */
const opened = async (page: Page, fresh: Fields, records: RecordStore, at: Date): Promise<boolean> => {
  if (await records.putOnce('page', page.id, fresh)) return true;
  const known = pageOf(page.id, await records.get('page', page.id));
  const isOut = known?.publishedAt !== undefined || (known && isUnderWay(known, at));
  if (isOut && !known.closedAt && sameText(known, page)) return false;
  await records.set('page', page.id, { ...blank, ...fresh });
  return true;
};

// Of many runs that meet the same matter at once, the first sends it. If it died, `remind` sends it a minute later.
const isUnderWay = ({ sentAt, failedAt }: PageRecord, at: Date): boolean =>
  failedAt === undefined && at.getTime() - Date.parse(sentAt) < 60_000;

/** A page that is opened again forgets what became of it. */
const blank = {
  incidentId: undefined,
  publishedAt: undefined,
  failedAt: undefined,
  acknowledgedAt: undefined,
  acknowledgedBy: undefined,
  closedAt: undefined,
};

/** Every page that was ever sent. Reads the whole store. */
export const allPages = async (records: RecordStore): Promise<PageRecord[]> =>
  Object.entries(await records.list('page')).flatMap(([id, fields]) => pageOf(id, fields) ?? []);

/**
 * Somebody has taken a page on: it is not repeated any more. Whoever was first stays named.
 * @param what the page's id, or an incident or key id: then all pages about it
 * @param by who it is, for people
 * @returns the pages as they are now
 * @throws NoSuchPage
 */
export const acknowledgePage = async (
  what: string,
  by: string,
  records: RecordStore,
): Promise<PageRecord[]> => {
  const pages = await pagesAbout(what, records);
  if (pages.length === 0) throw new NoSuchPage(what);
  const acknowledged = { acknowledgedAt: timestamp(), acknowledgedBy: by };
  return Promise.all(
    pages.map(async (page) => {
      if (page.acknowledgedAt || page.closedAt) return page;
      await records.set('page', page.id, acknowledged);
      return { ...page, ...acknowledged };
    }),
  );
};

const pagesAbout = async (what: string, records: RecordStore): Promise<PageRecord[]> => {
  const exact = pageOf(what, await records.get('page', what));
  if (exact) return [exact];
  // `AKIA…` stands for each of its incidents `AKIA…-1`, as everywhere on the command line.
  const isAbout = ({ incidentId }: PageRecord): boolean =>
    incidentId === what || incidentId?.replace(/-\d+$/, '') === what;
  return (await allPages(records)).filter(isAbout);
};

/** The matter of the page has ended: it is not repeated any more. A page that was never sent is not made. */
export const closePage = async (id: string, records: RecordStore): Promise<void> => {
  const page = pageOf(id, await records.get('page', id));
  if (page && !page.closedAt) await records.set('page', id, { closedAt: timestamp() });
};
