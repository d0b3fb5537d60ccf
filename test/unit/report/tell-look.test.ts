import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Incident } from '#lib/incident/incident.ts';
import { summaryOf } from '#lib/investigation/changes.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import type { OwnerFinding } from '#lib/investigation/owner-finder.ts';
import { logger } from '#lib/platform/logger.ts';
import { lookTeller, mailOf } from '#lib/report/tell-look.ts';
import { action, found, key, last, row, source, unused } from './found.ts';

const incidentId = `${key}-1`;
const containedAt = '2026-03-01T10:00:05.000Z';
const incident: Incident = {
  incidentId,
  accessKeyId: key,
  accountId: '111122223333',
  principal: null,
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: '2026-03-01T10:00:00.000Z',
  containedAt,
};
const told = (more: Partial<Told> = {}): Told => ({
  incidentId,
  incident,
  found: found(),
  look: 0,
  before: undefined,
  nextLookAt: '2026-03-01T10:15:00.000Z',
  ...more,
});
const nextHour = { from: '2025-12-01T11:10:00.000Z', to: '2026-03-01T11:10:00.000Z' };

describe('the mail of a look', () => {
  it('is that of the whole investigation at first, with when it is looked at again', () => {
    const mail = mailOf(told());
    expect(mail?.subject).toContain(key);
    expect(mail?.body).toContain('read back at 2026-03-01T10:00:05Z');
    expect(mail?.body).toContain('looked at again at 2026-03-01T10:15:00Z');
  });

  it('says where nothing was read back, or the incident could not be read', () => {
    const { containedAt: _, ...open } = incident;
    for (const each of [open, undefined])
      expect(mailOf(told({ incident: each }))?.body).toContain('containment has not been read back');
  });

  it('says that nothing was contained where the rules say to observe only', () => {
    const { containedAt: _, ...open } = incident;
    const watched: Incident = { ...open, status: 'observed', decidedBy: 'observe' };
    expect(mailOf(told({ incident: watched }))?.body).toContain(
      'Nothing was contained: the rules say to observe only.',
    );
    const last = { look: 4, before: summaryOf(found()), nextLookAt: undefined, incident: watched };
    const closing = mailOf(told(last));
    expect(closing?.subject).toBe(`Leaked key ${key}: investigation closed, only observed`);
    expect(closing?.body).toContain('the credential may still work.');
    expect(closing?.body).not.toContain('read back');
  });

  it('is of the whole as well where people know nothing of the looks before', () => {
    expect(mailOf(told({ look: 3 }))?.subject).toBe(mailOf(told())?.subject);
  });

  it('is of what changed at a later look', () => {
    const before = summaryOf(found());
    const now = found({
      window: nextHour,
      events: 40,
      actions: [...found().actions, action({ eventName: 'GetUser', events: 3, first: last, last })],
    });
    const mail = mailOf(told({ look: 1, before, found: now }));
    expect(mail?.body).toContain('GetUser');
    expect(mail?.body).toMatch(/^.*Look 2\b/m);
    expect(mail?.body).not.toContain('CreateAccessKey');
  });

  it('is none where nothing changed, but at the last look', () => {
    const before = summaryOf(found());
    const now = found({ window: nextHour });
    expect(mailOf(told({ look: 1, before, found: now }))).toBeUndefined();
    const closing = mailOf(told({ look: 4, before, found: now, nextLookAt: undefined }));
    expect(closing?.subject).toContain('silent since containment');
    const unread = found({ window: nextHour, coverage: [row('us-east-1', 'refused')] });
    const open = mailOf(told({ look: 4, before: summaryOf(unread), found: unread, nextLookAt: undefined }));
    expect(open?.subject).not.toContain('silent since containment');
  });

  it.each<[string, Partial<Incident>, RegExp]>([
    [
      'somebody took the deny off',
      {
        status: 'not-contained',
        steps: [
          {
            id: 'deny-user',
            outcome: 'done',
            at: containedAt,
            before: { attached: false },
            undoneAt: containedAt,
            liftedBy: 'arn:aws:iam::111122223333:user/thief',
          },
        ],
      },
      /^NOT CONTAINED\. arn:aws:iam::111122223333:user\/thief took off: /,
    ],
    [
      'a step does not hold any more',
      {
        status: 'partly-contained',
        steps: [{ id: 'deny-user', outcome: 'failed', at: containedAt, before: { attached: false } }],
      },
      /^NOT CONTAINED, only partly\. /,
    ],
    [
      'what drew new sessions is ended, and the rest is being read back',
      {
        status: 'partly-contained',
        stillOpen: [],
        steps: [{ id: 'deny-user', outcome: 'done', at: containedAt, before: { attached: false } }],
      },
      /^NOT CONTAINED, only partly, when this was written: it was being read back\. /,
    ],
  ])('claims no silence of what was contained once and is not now: %s', (_, more, sentence) => {
    const before = summaryOf(found());
    const now = found({ window: nextHour });
    const closing = mailOf(
      told({ incident: { ...incident, ...more }, look: 4, before, found: now, nextLookAt: undefined }),
    );
    expect(closing?.subject).toMatch(/^NOT CONTAINED/);
    expect(closing?.subject).not.toContain('silent');
    expect(closing?.body).toMatch(sentence);
    expect(mailOf(told({ incident: { ...incident, ...more } }))?.body).toMatch(
      new RegExp(sentence.source, 'm'),
    );
    expect(mailOf(told())?.body).not.toContain('NOT CONTAINED');
  });

  it('names what keeps drawing sessions first, with what stops it', () => {
    const drawing = [
      {
        what: 'i-0abc, which RunInstances started, draws new sessions',
        by: key,
        command: 'aws ec2 terminate-instances',
      },
      { what: 'resize draws new sessions', by: key },
    ];
    const body = mailOf(told({ found: found({ keepsDrawing: drawing }) }))?.body ?? '';
    expect(body).toContain('aws ec2 terminate-instances');
    expect(body).toContain('resize draws new sessions');
  });
});

const marksOf = (marks: () => Set<string>) => ({
  marked: async (_: string, what: string) => marks().has(what),
  mark: async (_: string, what: string) => marks().size < marks().add(what).size,
});

describe('telling', () => {
  let sent: { subject: string; body: string }[];
  let marks: Set<string>;
  const mail = vi.fn(async (each: { subject: string; body: string }) => void sent.push(each));
  const infos = vi.spyOn(logger, 'info').mockReturnValue();
  vi.spyOn(logger, 'error').mockReturnValue();
  beforeEach(() => {
    [sent, marks] = [[], new Set()];
    mail.mockClear();
    infos.mockClear();
  });
  const noted: object[] = [];
  const known = { destination: 'html-mail', outcome: 'done', status: 'contained', told: ['a'], at: last };
  const records = {
    get: async () => ({ 'html-mail': known }),
    set: async (_kind: string, _id: string, fields: object) => void noted.push(fields),
  };
  const teller = lookTeller({
    incidents: marksOf(() => marks),
    records,
    mail,
  });

  describe('as HTML mail, too', () => {
    const sendHtml = vi.fn(async (_: { subject: string; text: string; html: string }) => {});
    const publishAgain = vi.fn(async () => {});
    const both = lookTeller({ incidents: marksOf(() => marks), records, mail, sendHtml, publishAgain });
    beforeEach(() => {
      sendHtml.mockReset();
      publishAgain.mockClear();
      noted.length = 0;
    });

    it('sends the report once, with the words of the plain one beside it', async () => {
      const written = both.write(told());
      if (!written) throw new Error('the report was not written');
      for (let time = 0; time < 2; time++) await both.tell(incidentId, written);
      const { subject, body, html } = written.mail;
      expect(sendHtml.mock.calls).toEqual([[{ subject, text: body, html }]]);
      expect(html).toContain('<html');
      expect(publishAgain).toHaveBeenCalledWith(incidentId, 'mail:look-0');
    });

    it('writes none of what changed, and none where it is not switched on', () => {
      const before = summaryOf(found());
      const changed = told({ look: 4, before, found: found({ window: nextHour }), nextLookAt: undefined });
      expect(both.write(changed)?.mail.html).toBeUndefined();
      expect(teller.write(told())?.mail.html).toBeUndefined();
    });

    it('that fails holds nothing up, and is noted beside what it was told before', async () => {
      sendHtml.mockRejectedValueOnce(Object.assign(new Error('not verified'), { name: 'MessageRejected' }));
      const written = both.write(told());
      if (!written) throw new Error('the report was not written');
      await both.tell(incidentId, written);
      expect(sent).toHaveLength(1);
      expect(noted).toEqual([
        {
          'html-mail': expect.objectContaining({
            outcome: 'failed',
            told: ['a'],
            reason: expect.stringContaining('MessageRejected'),
          }),
        },
      ]);
    });
  });

  it('writes a mail with the mark of its look', () => {
    expect(teller.write(told({ look: 2 }))).toEqual({
      mail: mailOf(told({ look: 2 })),
      marks: ['mail:look-2'],
    });
  });

  it('writes none where there is nothing to tell', () => {
    const now = told({ look: 1, before: summaryOf(found()), found: found({ window: nextHour }) });
    expect(teller.write(now)).toBeUndefined();
    expect(infos).toHaveBeenCalledWith('nothing new to tell', { incidentId, look: 1 });
  });

  it.each<[OwnerFinding, string[]]>([
    [
      { state: 'found', accountId: '111122223333', owner: { type: 'root' } },
      ['mail:owner-found', 'mail:look-0'],
    ],
    [{ state: 'contradicted', holders: [] }, ['mail:owner-contradicted', 'mail:look-0']],
    [{ state: 'not-found' }, ['mail:look-0']],
  ])('of an owner that is $state has its marks', (owner, expected) => {
    expect(teller.write(told({ found: found({ ...unused, owner }) }))?.marks).toEqual(expected);
  });

  it('tells a look once, however often it is asked, and that its mail told the look too', async () => {
    const written = { mail: { subject: 's', body: 'b' }, marks: ['mail:owner-found', 'mail:look-0'] };
    await teller.tell(incidentId, written);
    await teller.tell(incidentId, written);
    expect(sent).toEqual([written.mail]);
    expect(marks).toEqual(new Set(written.marks));
    await teller.tell(incidentId, { ...written, marks: ['mail:look-0'] });
    expect(sent).toHaveLength(1);
    await teller.tell(incidentId, { ...written, marks: ['mail:look-1'] });
    expect(sent).toHaveLength(2);
  });

  it('that fails marks nothing', async () => {
    mail.mockRejectedValueOnce(new Error('SNS is down'));
    const written = { mail: { subject: 's', body: 'b' }, marks: ['mail:look-0', 'mail:other'] };
    await expect(teller.tell(incidentId, written)).rejects.toThrow('SNS is down');
    expect(marks).toEqual(new Set());
  });

  it('that a look failed names the look, why, and when the next one is, once', async () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T10:30:00Z'), toFake: ['Date'] });
    const error = Object.assign(new Error('told so'), { name: 'AccessDeniedException' });
    await teller.tellFailed(incidentId, { look: 1, error, pause: 600 });
    await teller.tellFailed(incidentId, { look: 2, error, pause: 600 });
    vi.useRealTimers();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.subject).toBe(`Investigation FAILED: ${incidentId}`);
    expect(sent[0]?.body).toContain(`Look 2 at incident ${incidentId} failed for good`);
    expect(sent[0]?.body).toContain('AccessDenied');
    expect(sent[0]?.body).toContain('looked at again at 2026-03-01T10:40:00Z');
    expect(sent[0]?.body).toContain('npm run -s tourniquet -- investigate KEY');
  });

  it('that the last look failed says that nobody looks any more, whatever was told before', async () => {
    const error = new Error('http://evil.example/ is\u202e broken');
    await teller.tellFailed(incidentId, { look: 1, error, pause: 600 });
    await teller.tellFailed(incidentId, { look: 4, error, pause: undefined });
    expect(sent.map(({ subject }) => subject)).toEqual([
      `Investigation FAILED: ${incidentId}`,
      `Investigation STOPPED: ${incidentId}`,
    ]);
    expect(sent[1]?.body).toContain('nobody looks any more');
    // What a stranger wrote makes no link and hides nothing.
    expect(sent[1]?.body).not.toMatch(/http:\/\/evil|\u202e/);
  });
});

it('what was used by nobody is mailed as well', () => {
  expect(mailOf(told({ found: found({ ...unused, sources: [source()] }) }))?.body).toContain('no call found');
});
