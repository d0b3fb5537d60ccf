import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoSuchPage } from '#lib/containment/no-such-page.ts';
import { acknowledgePage, allPages, closePage, type Pager, pager } from '#lib/containment/pages.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { emptyRecords, fakeTopic } from './records.ts';

const start = new Date('2026-11-23T03:00:00.000Z');
const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000);

let records: RecordStore;
let topic: ReturnType<typeof fakeTopic>;
let sender: Pager;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  records = await emptyRecords();
  topic = fakeTopic();
  sender = pager({ records, publish: topic.publish });
});
afterEach(() => {
  vi.useRealTimers();
});

const page = {
  id: 'AKIA1-1:not-contained',
  subject: 'NOT CONTAINED: AWS key AKIA1',
  body: 'Act by hand, now.',
  incidentId: 'AKIA1-1',
};
const only = async () => {
  const [first, ...more] = await allPages(records);
  expect(more).toEqual([]);
  return first;
};

describe('a page', () => {
  it('is recorded and published with the way to end it', async () => {
    await sender.send(page);
    expect(topic.sent).toEqual([
      {
        subject: page.subject,
        body: 'Act by hand, now.\n\nThis page comes again until somebody takes it on: npm run -s tourniquet -- acknowledge AKIA1-1',
      },
    ]);
    const at = start.toISOString();
    expect(await only()).toEqual({ ...page, sentAt: at, publishedAt: at, times: 1 });
  });

  it('is recorded before it is published, so that a lost one is known', async () => {
    topic.failing = true;
    await expect(sender.send(page)).rejects.toThrow('SNS is down');
    const at = start.toISOString();
    expect(await only()).toEqual({ ...page, sentAt: at, failedAt: at, times: 1 });
  });

  it('is published also where it cannot be recorded: nothing may keep people from being told', async () => {
    const broken = { ...records, putOnce: () => Promise.reject(new Error('the table is down')) };
    await expect(pager({ records: broken, publish: topic.publish }).send(page)).rejects.toThrow(
      'the table is down',
    );
    expect(topic.sent).toMatchObject([{ subject: page.subject }]);
  });

  it('that was never published is published by whoever sends it again', async () => {
    topic.failing = true;
    await expect(sender.send(page)).rejects.toThrow('SNS is down');
    topic.failing = false;
    await sender.send(page);
    expect(topic.sent).toHaveLength(1);
  });

  it('that several send at once is published once', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => sender.send(page)));
    expect(topic.sent).toHaveLength(1);
  });

  it('whose sender died is published by whoever sends it a minute later', async () => {
    await records.putOnce('page', page.id, { ...page, sentAt: start.toISOString(), times: 1 });
    await sender.send(page);
    expect(topic.sent).toEqual([]);
    minutes(1);
    await sender.send(page);
    expect(topic.sent).toHaveLength(1);
  });

  it('in the same words is not published twice, whether or not somebody has it', async () => {
    await sender.send(page);
    await sender.send(page);
    await acknowledgePage(page.id, 'ann', records);
    await sender.send(page);
    expect(topic.sent).toHaveLength(1);
    expect(await only()).toMatchObject({ acknowledgedBy: 'ann' });
  });

  it.each([{ subject: 'NOT CONTAINED (partly)' }, { body: 'It is worse.' }])(
    'in other words (%o) is published and must be acknowledged anew',
    async (words) => {
      await sender.send(page);
      await acknowledgePage(page.id, 'ann', records);
      minutes(1);
      await sender.send({ ...page, ...words });
      expect(topic.sent).toHaveLength(2);
      const at = new Date().toISOString();
      expect(await only()).toEqual({ ...page, ...words, sentAt: at, publishedAt: at, times: 1 });
    },
  );

  it('that was closed is opened by the same words', async () => {
    await sender.send(page);
    await closePage(page.id, records);
    expect(await only()).toMatchObject({ closedAt: start.toISOString() });
    await sender.send(page);
    expect(topic.sent).toHaveLength(2);
    expect(await only()).not.toHaveProperty('closedAt');
  });

  it('takes the time from the clock that it is given', async () => {
    const at = new Date('2030-01-01T00:00:00.000Z');
    await pager({ records, publish: topic.publish, now: () => at }).send(page);
    expect(await only()).toMatchObject({ sentAt: at.toISOString(), publishedAt: at.toISOString() });
  });

  it('is never made by closing it', async () => {
    await closePage('unknown', records);
    expect(await allPages(records)).toEqual([]);
  });
});

describe('a repetition', () => {
  it.each([
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [13, '13th'],
    [21, '21st'],
    [112, '112th'],
  ])('number %i says that it is the %s time', async (times, ordinal) => {
    await sender.send(page);
    const sent = await only();
    if (sent) await sender.sendAgain({ ...sent, times: times - 1 });
    expect(topic.sent.at(-1)?.subject).toBe(`${page.subject} (again, ${ordinal} time)`);
    expect(await only()).toMatchObject({ times });
  });

  it('of a page that nobody is known to have got says nothing of a repetition', async () => {
    topic.failing = true;
    await expect(sender.send(page)).rejects.toThrow('SNS is down');
    topic.failing = false;
    minutes(5);
    const lost = await only();
    if (lost) await sender.sendAgain(lost);
    expect(topic.sent.map(({ subject }) => subject)).toEqual([page.subject]);
    const at = new Date().toISOString();
    expect(await only()).toEqual({ ...page, sentAt: at, publishedAt: at, times: 1 });
  });

  it('keeps the words in front that pagers are filtered by, within what SNS takes', async () => {
    const subject = `PROTECTED: ${'Zoë '.repeat(60)}`;
    await sender.send({ ...page, subject });
    const sent = await only();
    if (sent) await sender.sendAgain(sent);
    for (const mail of topic.sent) {
      expect(mail.subject).toMatch(/^PROTECTED: Zoe [ -~]*$/);
      expect(mail.subject.length).toBeLessThan(100);
    }
    expect(topic.sent[1]?.subject).toMatch(/ \(again, 2nd time\)$/);
  });

  it('leaves an acknowledgement alone that came while it was sent', async () => {
    await sender.send(page);
    const sent = await only();
    await acknowledgePage(page.id, 'ann', records);
    if (sent) await sender.sendAgain(sent);
    expect(await only()).toMatchObject({ acknowledgedBy: 'ann', times: 2 });
  });
});

describe('the way to end a page', () => {
  const endOf = async (id: string) => {
    const { incidentId: _, ...words } = page;
    await sender.send({ ...words, id });
    return topic.sent.at(-1)?.body.split('\n').at(-1);
  };

  it.each([
    ['backlog:2026-11-23T03:00:00.000Z', 'acknowledge backlog:2026-11-23T03:00:00.000Z'],
    ['github:acme/shop#7 $(rm)', "acknowledge 'github:acme/shop#7 $(rm)'"],
    ["it's", 'acknowledge PAGE'],
    ['two\nlines', 'acknowledge PAGE'],
  ])('of the id %j is one command: %s', async (id, command) => {
    expect(await endOf(id)).toBe(
      `This page comes again until somebody takes it on: npm run -s tourniquet -- ${command}`,
    );
  });
});

describe('an acknowledgement', () => {
  it('by the page id names who it was and answers with the page', async () => {
    await sender.send(page);
    minutes(3);
    const acknowledged = { acknowledgedAt: new Date().toISOString(), acknowledgedBy: 'ann' };
    expect(await acknowledgePage(page.id, 'ann', records)).toMatchObject([{ ...page, ...acknowledged }]);
    expect(await only()).toMatchObject(acknowledged);
  });

  it.each(['AKIA1-1', 'AKIA1'])('by %s takes on every page about it and no other', async (what) => {
    await sender.send(page);
    await sender.send({ ...page, id: 'AKIA1-1:partly' });
    await sender.send({ ...page, id: 'AKIA12-1:x', incidentId: 'AKIA12-1' });
    await sender.send({ id: 'other', subject: 'BRAKE', body: '' });
    const taken = await acknowledgePage(what, 'ann', records);
    expect(taken.map(({ id }) => id).sort()).toEqual(['AKIA1-1:not-contained', 'AKIA1-1:partly']);
    const open = (await allPages(records)).filter(({ acknowledgedAt }) => !acknowledgedAt);
    expect(open.map(({ id }) => id).sort()).toEqual(['AKIA12-1:x', 'other']);
  });

  it('stays with who was first', async () => {
    await sender.send(page);
    await acknowledgePage(page.id, 'ann', records);
    expect(await acknowledgePage('AKIA1-1', 'bob', records)).toMatchObject([{ acknowledgedBy: 'ann' }]);
  });

  it('of a page that is closed changes nothing', async () => {
    await sender.send(page);
    await closePage(page.id, records);
    expect(await acknowledgePage(page.id, 'ann', records)).toMatchObject([{ closedAt: start.toISOString() }]);
    expect(await only()).not.toHaveProperty('acknowledgedAt');
  });

  it('of what was never paged says so', async () => {
    await expect(acknowledgePage('AKIA9-1', 'ann', records)).rejects.toThrow(NoSuchPage);
    await expect(acknowledgePage('AKIA9-1', 'ann', records)).rejects.toThrow('there is no page AKIA9-1');
    expect(await allPages(records)).toEqual([]);
  });
});
