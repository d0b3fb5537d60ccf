import { describe, expect, it } from 'vitest';
import { type ActPlan, leave } from '#lib/containment/decide.ts';
import { type Judgement, judge, mayWait, modeFor } from '#lib/containment/judge.ts';
import { explain, type ReasonId } from '#lib/containment/reasons.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { signalSources } from '#lib/platform/signal-sources.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { accountId, judgement, key, signal } from './fake-account.ts';

const arn = `arn:aws:iam::${accountId}:user/ci/deploy-bot`;

const planWith = (status: string): ActPlan => ({
  act: true,
  reasonId: 'user-key',
  reason: explain('user-key'),
  steps: ['deactivate-key', 'deny-user'],
  standing: {
    kind: 'user',
    userName: 'deploy-bot',
    userId: 'AIDAT3SKF7WXYEXAMPLE1',
    arn,
    keys: [{ accessKeyId: key, status }],
    attachedPolicies: [],
    boundary: null,
  },
});
const plan = planWith('Active');

const now = judgement().now;
const [yesterday, tomorrow] = ['2026-11-22T03:00:00.000Z', '2026-11-24T03:00:00.000Z'];
const rules = (value: object) => judgement({ rules: parseRules(value) });
const protecting = (principal: string, until = tomorrow) =>
  rules({ protected: [{ principal, reason: 'runs the tills', until }] });
const dismissal = { reason: 'a decoy', until: tomorrow };

/** An alert of GitHub from before the system was deployed. */
const old = signal({ source: 'github', certainty: 'proven', reportedAt: yesterday });
const contradicted = { certainty: 'contradicted', doubt: 'GitHub says inactive' } as const;

const outcome = (leak: LeakSignal, judged: Judgement, on = plan): ReasonId =>
  judge(on, leak, judged).reasonId;

type Row = [string, LeakSignal, Judgement, ReasonId];

describe('what the rules leave alone', () => {
  it.each<[ReasonId, string, LeakSignal, Judgement, string]>([
    ['own-identity', 'protected', signal(), judgement({ ownRoles: ['arn:aws:iam::*:user/ci/*'] }), arn],
    ['protected', 'protected', signal(), protecting(arn), `runs the tills; until ${tomorrow}`],
    ['dismissed', 'observed', old, judgement({ dismissal }), `a decoy; until ${tomorrow}`],
    ['contradicted', 'not-contained', signal(contradicted), judgement(), 'GitHub says inactive'],
    ['backlog', 'observed', old, judgement({ deployedAt: now }), yesterday],
    ['observe', 'observed', old, rules({ mode: 'observe' }), ''],
  ])('%s: %s, with what would have been done', (reasonId, status, leak, judged, detail) => {
    const left = judge(plan, leak, judged);
    expect(left).toMatchObject({ act: false, reasonId, status, instead: plan, retry: false });
    expect(left.reason).toContain(explain(reasonId));
    expect(left.reason).toContain(detail);
  });

  it('is nothing, where there are no rules', () => {
    for (const source of signalSources) expect(judge(plan, signal({ source }), judgement())).toBe(plan);
  });

  it('is not asked of a plan that changes nothing anyhow', () => {
    const left = leave('not-ours', 'not-ours');
    expect(judge(left, old, rules({ mode: 'observe' }))).toBe(left);
  });
});

describe('the first reason that holds is told', () => {
  const everything = (over: Partial<Judgement> = {}): Judgement => ({
    ...protecting(arn),
    rules: parseRules({
      mode: 'observe',
      protected: [{ principal: arn, reason: 'runs the tills', until: tomorrow }],
    }),
    ownRoles: [arn],
    dismissal,
    deployedAt: now,
    ...over,
  });
  const doubted = { ...old, ...contradicted };
  const freed = { ...doubted, override: ['protected' as const] };

  it.each<Row>([
    ['our own roles', doubted, everything(), 'own-identity'],
    ['then protection', doubted, everything({ ownRoles: [] }), 'protected'],
    ['then dismissal', freed, everything({ ownRoles: [] }), 'dismissed'],
    ['then doubt', freed, everything({ ownRoles: [], dismissal: undefined }), 'contradicted'],
    [
      'then age',
      { ...freed, certainty: 'proven' },
      everything({ ownRoles: [], dismissal: undefined }),
      'backlog',
    ],
    [
      'then the mode',
      { ...freed, certainty: 'proven' },
      everything({ ownRoles: [], dismissal: undefined, deployedAt: undefined }),
      'observe',
    ],
  ])('%s', (_, leak, judged, reasonId) => {
    expect(outcome(leak, judged)).toBe(reasonId);
  });
});

describe('our own roles', () => {
  it('stay untouched whatever a person asks for', () => {
    const override = ['protected', 'backlog', 'whole-role'] as const;
    expect(outcome(signal({ override: [...override] }), judgement({ ownRoles: [arn] }))).toBe('own-identity');
  });
});

describe('protection', () => {
  it.each<Row>([
    ['that fits by * holds', signal(), protecting('arn:aws:iam::*:user/ci/*'), 'protected'],
    [
      'with a question mark takes it as one',
      signal(),
      protecting(`arn:aws:iam::${accountId}:user/ci/deploy?bot`),
      'user-key',
    ],
    ['of another account does not', signal(), protecting('arn:aws:iam::999988887777:user/ci/*'), 'user-key'],
    ['of a part of the name does not', signal(), protecting('arn:aws:iam::*:user/ci/deploy'), 'user-key'],
    ['with a dot takes it as a dot', signal(), protecting('arn:aws:iam::*:user/ci.deploy-bot'), 'user-key'],
    ['that has ended does not', signal(), protecting(arn, yesterday), 'user-key'],
    ['that ends now does not', signal(), protecting(arn, now), 'user-key'],
    ['is lifted by a person', signal({ override: ['protected'] }), protecting(arn), 'user-key'],
    ['is not by another override', signal({ override: ['backlog'] }), protecting(arn), 'protected'],
  ])('%s', (_, leak, judged, reasonId) => {
    expect(outcome(leak, judged)).toBe(reasonId);
  });
});

describe('a dismissal', () => {
  it.each(signalSources)('of what %s reports', (source) => {
    const holds = ['github', 'securityhub', 'scanner'].includes(source);
    const reasonId = holds ? 'dismissed' : 'user-key';
    expect(outcome(signal({ source }), judgement({ dismissal }))).toBe(reasonId);
  });
});

describe('a contradiction', () => {
  it('is none where the key is off already: nobody is woken', () => {
    expect(outcome(signal(contradicted), judgement(), planWith('Inactive'))).toBe('user-key');
  });

  it('is one where the key is not among those that the user has', () => {
    const other = signal({ ...contradicted, accessKeyId: 'AKIAT3SKF7WXYQ2ZNM5C' });
    expect(outcome(other, judgement(), planWith('Inactive'))).toBe('contradicted');
  });

  it.each(['proven', 'claimed'] as const)('is not what is %s', (certainty) => {
    expect(outcome(signal({ certainty }), judgement())).toBe('user-key');
  });
});

describe('the backlog', () => {
  const deployed = judgement({ deployedAt: now });
  it.each<Row>([
    ['holds what is older than the system', old, deployed, 'backlog'],
    ['not what is as old', { ...old, reportedAt: now }, deployed, 'user-key'],
    [
      'not what came in the same second',
      { ...old, reportedAt: '2026-11-23T03:00:00Z' },
      deployed,
      'user-key',
    ],
    ['nothing where nobody knows since when we run', old, judgement(), 'user-key'],
    ['not what the world can read', { ...old, publicly: true }, deployed, 'user-key'],
    ['not what a person fetched', { ...old, override: ['backlog'] }, deployed, 'user-key'],
    ['what a person freed of something else', { ...old, override: ['protected'] }, deployed, 'backlog'],
  ])('%s', (_, leak, judged, reasonId) => {
    expect(outcome(leak, judged)).toBe(reasonId);
  });

  it.each(signalSources.filter((source) => source !== 'github'))('never holds what %s reports', (source) => {
    const leak = { ...old, source };
    expect([outcome(leak, deployed), mayWait(leak)]).toEqual(['user-key', false]);
  });
});

describe('the mode', () => {
  const exceptions = [
    { account: accountId, mode: 'observe' },
    { account: accountId, source: 'guardduty', mode: 'contain' },
    { source: 'scanner', mode: 'observe' },
  ];
  const elsewhere = '999988887777';

  it.each([
    ['contain', {}, accountId, 'github'],
    ['observe', { mode: 'observe' }, accountId, 'github'],
    ['observe', { modes: exceptions }, accountId, 'github'],
    ['contain', { modes: exceptions }, accountId, 'guardduty'],
    ['contain', { modes: exceptions }, elsewhere, 'github'],
    ['observe', { modes: exceptions }, elsewhere, 'scanner'],
    ['contain', { mode: 'observe', modes: exceptions }, accountId, 'guardduty'],
    ['observe', { modes: [...exceptions].reverse() }, accountId, 'guardduty'],
    ['contain', { modes: [{ mode: 'observe' }, { mode: 'contain' }] }, accountId, 'github'],
    ['contain', { mode: 'observe' }, accountId, 'manual'],
    ['contain', { mode: 'observe', modes: exceptions }, accountId, 'manual'],
    ['observe', { modes: [{ source: 'manual', mode: 'observe' }] }, accountId, 'manual'],
  ] as const)('is %s under %j in account %s for %s', (mode, value, account, source) => {
    expect(modeFor(parseRules(value), account, source)).toBe(mode);
  });

  it('is that of the account that the principal lives in', () => {
    const modes = [{ account: accountId, mode: 'observe' }];
    expect(outcome(signal({ source: 'github' }), rules({ modes }))).toBe('observe');
    const others = [{ account: elsewhere, mode: 'observe' }];
    expect(outcome(signal({ source: 'github' }), rules({ modes: others }))).toBe('user-key');
  });
});
