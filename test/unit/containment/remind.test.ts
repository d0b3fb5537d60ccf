import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Note, note, untoldNotes } from '#lib/containment/notes.ts';
import { acknowledgePage, allPages, pager } from '#lib/containment/pages.ts';
import { type RemindDeps, remind } from '#lib/containment/remind.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { modeChanges } from '#lib/incident/mode-record.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { logger } from '#lib/platform/logger.ts';
import { incident } from './incidents.ts';
import { emptyRecords, fakeTopic } from './records.ts';

const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000);
const hours = (count: number) => minutes(60 * count);

let records: RecordStore;
let mails: ReturnType<typeof fakeTopic>;
let pages: ReturnType<typeof fakeTopic>;
let incidents: Record<string, Incident>;
let deps: RemindDeps;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  vi.spyOn(logger, 'info').mockReturnValue();
  records = await emptyRecords();
  mails = fakeTopic();
  pages = fakeTopic();
  incidents = {};
  deps = {
    records,
    incidents: { find: async (id) => incidents[id] },
    mail: mails.publish,
    page: pages.publish,
    rules: { pageAgainMinutes: 15, digestHour: 7, mode: 'contain', modes: [] },
    ways: { containFunction: 'tourniquet-contain', region: 'eu-west-1' },
  };
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const idle = { pagesSent: 0, pagesClosed: 0, notesTold: 0, backlogTold: 0 };

describe('the mode', () => {
  it('is noted when it has changed, whatever becomes of the rest of the round', async () => {
    await remind(deps);
    deps.rules.mode = 'observe';
    pages.failing = true;
    await pager({ records, publish: pages.publish })
      .send({ id: 'p', subject: 's', body: 'b' })
      .catch(() => undefined);
    minutes(5);
    await expect(remind(deps)).rejects.toThrow('SNS is down');
    await expect(remind(deps)).rejects.toThrow('SNS is down');
    expect(await modeChanges(records)).toMatchObject([
      { mode: 'contain', at: '2026-11-23T03:00:00.000Z' },
      { mode: 'observe', at: '2026-11-23T03:05:00.000Z' },
    ]);
  });
});

describe('a page that nobody acknowledged', () => {
  const send = (id: string, incidentId?: string) =>
    pager({ records, publish: pages.publish }).send({
      id,
      subject: `BRAKE: ${id}`,
      body: 'b',
      ...(incidentId && { incidentId }),
    });
  const subjects = () => pages.sent.map(({ subject }) => subject);

  it('is sent again each time that the minutes are over, and says which time it is', async () => {
    await send('p');
    minutes(14);
    expect(await remind(deps)).toEqual(idle);
    minutes(1);
    expect(await remind(deps)).toEqual({ ...idle, pagesSent: 1 });
    expect(await remind(deps)).toEqual(idle);
    minutes(15);
    await remind(deps);
    expect(subjects()).toEqual(['BRAKE: p', 'BRAKE: p (again, 2nd time)', 'BRAKE: p (again, 3rd time)']);
  });

  it('falls silent once somebody has acknowledged it', async () => {
    await send('p');
    await acknowledgePage('p', 'ann', records);
    hours(1);
    expect(await remind(deps)).toEqual(idle);
    expect(subjects()).toEqual(['BRAKE: p']);
  });

  it.each(['contained', 'restored', 'observed', 'not-ours'] as const)(
    'is closed in silence when its incident is %s by now',
    async (status) => {
      incidents['i-1'] = incident({ status });
      await send('p', 'i-1');
      minutes(15);
      expect(await remind(deps)).toEqual({ ...idle, pagesClosed: 1 });
      incidents['i-1'] = incident({ status: 'not-contained' });
      hours(1);
      expect(await remind(deps)).toEqual(idle);
      expect(subjects()).toHaveLength(1);
      expect(await allPages(records)).toMatchObject([{ closedAt: '2026-11-23T03:15:00.000Z' }]);
    },
  );

  it.each(['not-contained', 'partly-contained', 'protected'] as const)(
    'comes again while its incident is %s',
    async (status) => {
      incidents['i-1'] = incident({ status });
      await send('p', 'i-1');
      minutes(15);
      expect(await remind(deps)).toEqual({ ...idle, pagesSent: 1 });
    },
  );

  it('comes again where its incident is not to be found', async () => {
    await send('p', 'i-9');
    minutes(15);
    expect(await remind(deps)).toEqual({ ...idle, pagesSent: 1 });
  });

  it('comes again where its incident cannot be read, and the round says that it failed', async () => {
    await send('p', 'i-1');
    minutes(15);
    const find = async () => {
      throw new Error('the table is down');
    };
    await expect(remind({ ...deps, incidents: { find } })).rejects.toThrow('the table is down');
    expect(subjects()).toEqual(['BRAKE: p', 'BRAKE: p (again, 2nd time)']);
  });

  it('is sent after a minute where the first sending was lost, as if it were the first', async () => {
    pages.failing = true;
    await expect(send('p')).rejects.toThrow('SNS is down');
    pages.failing = false;
    expect(await remind(deps)).toEqual(idle);
    minutes(1);
    expect(await remind(deps)).toEqual({ ...idle, pagesSent: 1 });
    expect(subjects()).toEqual(['BRAKE: p']);
  });

  it('that cannot be sent does not hold up the others, and comes in the next round', async () => {
    for (let n = 0; n < 12; n++) await send(`p${n}`);
    minutes(15);
    const publish = pages.publish;
    const first = {
      ...deps,
      page: async (mail: { subject: string; body: string }) => {
        if (mail.subject.includes('p3 ')) throw new Error('SNS is down');
        await publish(mail);
      },
    };
    await expect(remind(first)).rejects.toThrow('SNS is down');
    expect(subjects().filter((subject) => subject.includes('2nd'))).toHaveLength(11);
    expect(await remind(deps)).toEqual({ ...idle, pagesSent: 1 });
    expect(subjects().at(-1)).toBe('BRAKE: p3 (again, 2nd time)');
  });
});

describe('the daily digest', () => {
  const add = (id: string, kind: string, text = `about ${id}`) => note(records, { id, kind, text });
  const body = () => mails.sent[0]?.body ?? '';

  it('tells everything once, in one mail, at its hour', async () => {
    await add('a', 'sample');
    await add('b', 'not-ours');
    await add('c', 'not-ours');
    await add('d', 'something-new');
    minutes(239);
    expect(await remind(deps)).toEqual(idle);
    minutes(1);
    expect(await remind(deps)).toEqual({ ...idle, notesTold: 4 });
    expect(await remind(deps)).toEqual(idle);
    hours(24);
    expect(await remind(deps)).toEqual(idle);
    expect(mails.sent).toEqual([
      {
        subject: 'Daily digest of 2026-11-23: 4 reports not acted on',
        body: [
          'What came in since the last digest and was not acted on. Nobody has to act now.',
          '',
          'Sample findings (1)',
          '  2026-11-23T03:00:00Z  about a',
          '',
          'something-new (1)',
          '  2026-11-23T03:00:00Z  about d',
          '',
          'Keys of accounts that are not ours (2)',
          '  2026-11-23T03:00:00Z  about b',
          '  2026-11-23T03:00:00Z  about c',
        ].join('\n'),
      },
    ]);
  });

  it('lets what comes in after the hour wait for the next day', async () => {
    hours(4);
    await add('a', 'sample');
    minutes(5);
    expect(await remind(deps)).toEqual(idle);
    hours(24);
    await add('b', 'sample');
    expect(await remind(deps)).toEqual({ ...idle, notesTold: 1 });
    expect(body()).toContain('about a');
    expect(body()).not.toContain('about b');
  });

  it('is made up for where the round of its hour was missed', async () => {
    await add('a', 'sample');
    hours(47);
    expect(await remind(deps)).toEqual({ ...idle, notesTold: 1 });
    expect(mails.sent[0]?.subject).toBe('Daily digest of 2026-11-24: 1 report not acted on');
  });

  it('shows 200 lines, the small groups first, and counts the rest, which is told as well', async () => {
    for (let n = 0; n < 250; n++) await add(`flood-${n}`, 'not-ours');
    await add('needle', 'observed');
    hours(4);
    expect(await remind(deps)).toEqual({ ...idle, notesTold: 251 });
    const lines = body().split('\n');
    expect(lines.filter((line) => line.includes('about '))).toHaveLength(200);
    expect(body()).toContain(
      'Observed only: a rule says not to act (1)\n  2026-11-23T03:00:00Z  about needle',
    );
    expect(body()).toContain('Keys of accounts that are not ours (250)');
    expect(lines.at(-1)).toBe('and 51 more');
    expect(await untoldNotes(records)).toEqual([]);
  });

  it('keeps words from outside on one line, and the mail within what SNS takes', async () => {
    for (let n = 0; n < 300; n++)
      await add(`n-${n}`, `kind ${n}`, `line\nbreak https://evil.test ${'😀'.repeat(999)}`);
    hours(4);
    await remind(deps);
    expect(body()).not.toContain('https://');
    expect(body()).toContain('line break https[:]//evil.test');
    expect(Buffer.byteLength(body())).toBeLessThan(256 * 1024);
  });

  it('that could not be sent is sent in the next round', async () => {
    await add('a', 'sample');
    hours(4);
    mails.failing = true;
    await expect(remind(deps)).rejects.toThrow('SNS is down');
    mails.failing = false;
    expect(await remind(deps)).toEqual({ ...idle, notesTold: 1 });
  });

  it('that was sent and could not be marked is sent again: two mails are better than none', async () => {
    await add('a', 'sample');
    hours(4);
    const failing: RecordStore = Object.create(records, {
      set: {
        value: async () => {
          throw new Error('the table is down');
        },
      },
      list: { value: records.list.bind(records) },
    });
    await expect(remind({ ...deps, records: failing })).rejects.toThrow('the table is down');
    await remind(deps);
    expect(mails.sent).toHaveLength(2);
  });
});

describe('the backlog', () => {
  const add = (n: number, about: Note['about'] = {}) =>
    note(records, {
      id: `github:${n}`,
      kind: 'backlog',
      text: `leak ${n}`,
      about: {
        accessKeyId: `AKIA${n}`,
        owner: 'deploy-bot',
        where: 'acme/shop: config/aws.env line 3',
        url: `https://github.com/acme/shop/security/secret-scanning/${n}`,
        reportedAt: '2024-01-02T03:04:05.000Z',
        ...about,
      },
    });

  it('is told in one mail and one page once nothing more has come for ten minutes', async () => {
    for (let n = 0; n < 300; n++) await add(n);
    minutes(9);
    await add(300);
    minutes(9);
    expect(await remind(deps)).toEqual(idle);
    minutes(1);
    expect(await remind(deps)).toEqual({ ...idle, backlogTold: 301 });
    expect(await remind(deps)).toEqual(idle);
    expect(mails.sent).toHaveLength(1);
    expect(pages.sent).toHaveLength(1);
    for (const { subject, body } of [...mails.sent, ...pages.sent]) {
      expect(subject).toBe('NOT CONTAINED: 301 older leaks wait for your decision');
      expect(body).toContain('\n  npm run -s tourniquet -- contain --backlog\n');
      expect(body).toContain(
        `\n  aws lambda invoke --function-name tourniquet-contain --region eu-west-1 --cli-binary-format raw-in-base64-out --payload '{"backlog":true}' /dev/stdout\n`,
      );
    }
    const listed = mails.sent[0]?.body ?? '';
    for (let n = 0; n <= 300; n++)
      expect(listed).toContain(
        [
          `AKIA${n}  deploy-bot  reported 2024-01-02T03:04:05Z`,
          '  acme/shop: config/aws.env line 3',
          `  https://github.com/acme/shop/security/secret-scanning/${n}`,
        ].join('\n'),
      );
    expect(pages.sent[0]?.body).not.toContain('AKIA7');
    expect(pages.sent[0]?.body).toContain('acknowledge backlog:2026-11-23T03:00:00.000Z');
  });

  it('does not wait for ever where leaks trickle in', async () => {
    for (let n = 0; n < 12; n++) {
      await add(n);
      expect(await remind(deps)).toEqual(idle);
      minutes(5);
    }
    await add(12);
    expect(await remind(deps)).toEqual({ ...idle, backlogTold: 13 });
  });

  it('is no part of the daily digest', async () => {
    await add(1);
    await note(records, { id: 'x', kind: 'sample', text: 'x' });
    hours(4);
    expect(await remind(deps)).toEqual({ ...idle, backlogTold: 1, notesTold: 1 });
    expect(mails.sent.map(({ subject }) => subject).sort()).toEqual([
      'Daily digest of 2026-11-23: 1 report not acted on',
      'NOT CONTAINED: 1 older leak waits for your decision',
    ]);
  });

  it('whose mail failed is mailed in the next round, and not paged twice', async () => {
    await add(1);
    minutes(10);
    mails.failing = true;
    await expect(remind(deps)).rejects.toThrow('SNS is down');
    mails.failing = false;
    expect(await remind(deps)).toEqual({ ...idle, backlogTold: 1 });
    expect(mails.sent).toHaveLength(1);
    expect(pages.sent).toHaveLength(1);
  });

  it('whose page failed is mailed all the same, and paged in the next round', async () => {
    await add(1);
    minutes(10);
    pages.failing = true;
    await expect(remind(deps)).rejects.toThrow('SNS is down');
    expect(mails.sent).toHaveLength(1);
    pages.failing = false;
    await remind(deps);
    expect(pages.sent.map(({ subject }) => subject)).toEqual([
      'NOT CONTAINED: 1 older leak waits for your decision',
    ]);
  });

  it('is told by its text where no more is known, and lets no link in that is none', async () => {
    await note(records, { id: '0', kind: 'backlog', text: 'a leak' });
    await note(records, { id: '1', kind: 'backlog', text: '', about: { accessKeyId: 'AKIA1' } });
    await add(2, { url: 'javascript://x\ny', where: 'two\nlines' });
    minutes(10);
    await remind(deps);
    const { body } = mails.sent[0] ?? { body: '' };
    expect(body).toContain(
      '2026-11-23T03:00:00Z  a leak\nAKIA1  owner not known  reported at an unknown time\n',
    );
    expect(body).toContain('  two lines\n  javascript[:]//x y');
  });

  it('names no function that it does not know', async () => {
    await add(1);
    minutes(10);
    await remind({ ...deps, ways: {} });
    expect(mails.sent[0]?.body).not.toContain('lambda invoke');
  });

  it('stays within what SNS takes, and says how many are not listed', async () => {
    for (let n = 0; n < 700; n++) await add(n, { where: '😀'.repeat(200) });
    minutes(10);
    await remind(deps);
    const { body } = mails.sent[0] ?? { body: '' };
    expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
    const listed = body.match(/^AKIA\d+ /gm)?.length ?? 0;
    expect(listed).toBeGreaterThan(200);
    expect(body.endsWith(`\nand ${700 - listed} more`)).toBe(true);
  });
});

it('what fails in one part holds up no other, and the round tells of all of it', async () => {
  await pager({ records, publish: pages.publish }).send({ id: 'p', subject: 'BRAKE', body: '' });
  await note(records, { id: 'x', kind: 'sample', text: 'x' });
  hours(4);
  const page = async () => {
    throw new Error('no pages today');
  };
  const find = Object.create(records, {
    list: { value: async () => Promise.reject(new Error('the table is down')) },
  });
  await expect(remind({ ...deps, page })).rejects.toThrow('no pages today');
  expect(mails.sent).toHaveLength(1);
  await expect(remind({ ...deps, records: find })).rejects.toThrow('the table is down');
  await note(records, { id: 'y', kind: 'sample', text: 'y' });
  hours(24);
  mails.failing = true;
  await expect(remind({ ...deps, page })).rejects.toThrow(
    'this round is not complete: no pages today; SNS is down',
  );
});
