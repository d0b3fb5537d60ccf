import { beforeEach, describe, expect, it } from 'vitest';
import { type Admission, admissionWith, brakePage } from '#lib/containment/admission.ts';
import { type ActPlan, leave, type Plan } from '#lib/containment/decide.ts';
import type { Judgement } from '#lib/containment/judge.ts';
import { pager } from '#lib/containment/pages.ts';
import { explain } from '#lib/containment/reasons.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { parseRules } from '#lib/platform/rules.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { accountId, judgement, signal } from './fake-account.ts';
import { emptyRecords, fakeTopic } from './records.ts';

let records: RecordStore;
beforeEach(async () => {
  records = await emptyRecords();
});

const keyNumber = (n: number): string => `AKIAT3SKF7WXYQ2Z${String(n).padStart(4, '0')}`;

const planOn = (n: number, status = 'Active'): ActPlan => ({
  act: true,
  reasonId: 'user-key',
  reason: explain('user-key'),
  steps: ['deactivate-key', 'deny-user'],
  standing: {
    kind: 'user',
    userName: `bot-${n}`,
    userId: `AIDA${n}`,
    arn: `arn:aws:iam::${accountId}:user/bot-${n}`,
    keys: [{ accessKeyId: keyNumber(n), status }],
    attachedPolicies: [],
    boundary: null,
  },
});

const at = (time: string, value: object = {}): Judgement =>
  judgement({
    rules: parseRules({
      brake: { containments: 3, minutes: 60 },
      backlog: { keysPerHour: 2 },
      ...value,
    }),
    now: `2026-11-23T${time}Z`,
  });
const now = at('03:00:00.000');

interface Asked {
  n: number;
  judged?: Judgement;
  status?: string;
  over?: Partial<LeakSignal>;
}

const ask = ({ n, judged = now, status = 'Active', over = {} }: Asked): Promise<Admission> => {
  const leak = signal({ source: 'scanner', accessKeyId: keyNumber(n), ...over });
  return admissionWith(records)(leak, `${keyNumber(n)}-1`, planOn(n, status), judged);
};

const askAll = async (all: Asked[]): Promise<Admission[]> => {
  const answers: Admission[] = [];
  for (const each of all) answers.push(await ask(each));
  return answers;
};
const times = (count: number, over: Omit<Asked, 'n'> = {}): Asked[] =>
  Array.from({ length: count }, (_, n) => ({ n, ...over }));

describe('the brake', () => {
  it('lets as many through as the rule says, and then none', async () => {
    expect(await askAll(times(5))).toEqual(['admitted', 'admitted', 'admitted', 'brake', 'brake']);
  });

  it('counts an incident once, however often it is asked', async () => {
    expect(await askAll([...times(3), ...times(3), { n: 3 }])).toEqual([
      ...Array(6).fill('admitted'),
      'brake',
    ]);
  });

  it('is of each source alone', async () => {
    await askAll(times(3));
    expect(await ask({ n: 9, over: { source: 'guardduty' } })).toBe('admitted');
    expect(await ask({ n: 9 })).toBe('brake');
  });

  it('comes off when its span of time ends', async () => {
    await askAll(times(3));
    expect(await ask({ n: 9, judged: at('03:59:59.999') })).toBe('brake');
    expect(await ask({ n: 9, judged: at('04:00:00.000') })).toBe('admitted');
  });

  it('has the span that the rule says', async () => {
    const brake = { brake: { containments: 1, minutes: 5 } };
    expect(await ask({ n: 1, judged: at('03:00:00.000', brake) })).toBe('admitted');
    expect(await ask({ n: 2, judged: at('03:04:59.000', brake) })).toBe('brake');
    expect(await ask({ n: 2, judged: at('03:05:00.000', brake) })).toBe('admitted');
  });

  it('does not hold what a person fetched out of the backlog, and does not count it', async () => {
    const fetched = times(5, { over: { override: ['backlog'] } });
    expect(await askAll(fetched)).toEqual(Array(5).fill('admitted'));
    expect(await askAll(times(3))).toEqual(Array(3).fill('admitted'));
  });

  it('holds where many come at once: no more than the rule says get through', async () => {
    const answers = await Promise.all(times(8).map(ask));
    expect(answers.filter((answer) => answer === 'admitted')).toHaveLength(3);
  });

  it('does not count what is only claimed apart from what is proven', async () => {
    await askAll(times(2, { over: { certainty: 'claimed' } }));
    expect(await ask({ n: 5, over: { certainty: 'proven' } })).toBe('admitted');
    expect(await ask({ n: 6, over: { certainty: 'proven' } })).toBe('brake');
  });
});

describe('what the brake counts', () => {
  const ofRole = (roleId: string): ActPlan => ({
    ...planOn(1),
    steps: ['deny-session'],
    standing: { kind: 'role-session', roleName: 'build', roleId, arn: 'arn', path: '/', policy: null },
  });
  const askFor = (n: number, plan: Plan) =>
    admissionWith(records)(signal({ source: 'guardduty' }), `${keyNumber(n)}-1`, plan, now);

  it('is a role once, however many of its sessions leak: a thief can take as many as he likes', async () => {
    const answers = [1, 2, 3, 4, 5].map((n) => askFor(n, ofRole('AROA1')));
    expect(await Promise.all(answers)).toEqual(Array(5).fill('admitted'));
    expect(await askFor(6, ofRole('AROA2'))).toBe('admitted');
    expect(await askFor(7, planOn(7))).toBe('admitted');
    expect(await askFor(8, planOn(8))).toBe('brake');
  });

  it('is a search for an owner as well, which changes nothing and costs much', async () => {
    const search = leave('principal-unknown', 'not-contained', { accountId });
    expect(await Promise.all([1, 2, 3].map((n) => askFor(n, search)))).toEqual(Array(3).fill('admitted'));
    expect(await askFor(4, search)).toBe('brake');
  });
});

describe('a burst', () => {
  const github: Partial<LeakSignal> = { source: 'github', organization: 'acme' };
  const loose = (time: string) => at(time, { brake: { containments: 100, minutes: 60 } });
  const judged = loose('03:00:00.000');
  const asks = (count: number, over: Partial<LeakSignal> = {}) =>
    times(count, { judged, over: { ...github, ...over } });

  it('of one organization waits as backlog beyond what the rule says for an hour', async () => {
    expect(await askAll(asks(4))).toEqual(['admitted', 'admitted', 'burst', 'burst']);
  });

  it('counts a key once, in whatever incident', async () => {
    await askAll(asks(2));
    const again = signal({ ...github, accessKeyId: keyNumber(1) });
    expect(await admissionWith(records)(again, `${keyNumber(1)}-2`, planOn(1), judged)).toBe('admitted');
  });

  it('is of each organization alone', async () => {
    await askAll(asks(2));
    expect(await ask({ n: 9, judged, over: { ...github, organization: 'other' } })).toBe('admitted');
  });

  it('ends with the hour', async () => {
    await askAll(asks(2));
    expect(await ask({ n: 9, judged: loose('03:59:59.999'), over: github })).toBe('burst');
    expect(await ask({ n: 9, judged: loose('04:00:00.000'), over: github })).toBe('admitted');
  });

  it.each<[string, Partial<LeakSignal>]>([
    ['the world can read', { publicly: true }],
    ['a person fetched', { override: ['backlog'] }],
    ['another source reports', { source: 'guardduty' }],
  ])('never holds or counts what %s', async (_, over) => {
    expect(await askAll(asks(5, over))).toEqual(Array(5).fill('admitted'));
    expect(await askAll(asks(2))).toEqual(['admitted', 'admitted']);
  });

  it('does not count keys that are off: nothing breaks', async () => {
    expect(await askAll(times(5, { judged, status: 'Inactive', over: github }))).toEqual(
      Array(5).fill('admitted'),
    );
  });

  it('is told and not the brake, where it is both', async () => {
    const both = at('03:00:00.000', { brake: { containments: 1, minutes: 60 } });
    const answers = await askAll(times(3, { judged: both, over: github }));
    expect(answers).toEqual(['admitted', 'brake', 'burst']);
  });
});

describe('the page about the brake', () => {
  const page = (over: Partial<LeakSignal> = {}, judged = now) => brakePage(signal(over), judged);

  it('names the source and the limit, and how to contain all the same', () => {
    const { subject, body } = page({ source: 'scanner' });
    expect(subject).toBe('BRAKE: more than 3 containments by scanner in 60 minutes');
    expect(body).toContain('npm run -s tourniquet -- contain KEY');
  });

  it('is sent once for each source and span of time', async () => {
    const topic = fakeTopic();
    const { send } = pager({ records, publish: topic.publish });
    await send(page());
    await send(page({ accessKeyId: keyNumber(2) }, at('03:30:00.000')));
    expect(topic.sent).toHaveLength(1);
    await send(page({ source: 'scanner' }));
    await send(page({}, at('04:00:00.000')));
    expect(topic.sent).toHaveLength(3);
  });
});
