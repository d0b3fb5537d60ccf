import { describe, expect, it } from 'vitest';
import { decide, type Facts } from '#lib/containment/decide.ts';
import { explain, reasons } from '#lib/containment/reasons.ts';
import { stepById, steps } from '#lib/containment/steps/index.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';

const standing: UserStanding = {
  userName: 'deploy-bot',
  userId: 'AIDAT3SKF7WXYEXAMPLE1',
  arn: 'arn:aws:iam::264875319082:user/ci/deploy-bot',
  keys: [{ accessKeyId: 'AKIAT3SKF7WXYQ2ZNM4B', status: 'Active' }],
  attachedPolicies: [],
  boundary: null,
};

const facts = (over: Partial<Facts> = {}): Facts => ({
  credential: 'long-term',
  documentation: false,
  owner: { kind: 'user', standing },
  responderArn: undefined,
  ...over,
});

const bothSteps = ['deactivate-key', 'deny-user'];

describe('what is acted on', () => {
  it.each([
    ['user-key', bothSteps, facts()],
    ['user-key', bothSteps, facts({ responderArn: 'arn:aws:iam::264875319082:user/ci/deploy-bot-2' })],
    ['deleted-key-of-named-user', ['deny-user'], facts({ owner: { kind: 'deleted', named: standing } })],
  ])('%s: %j', (reasonId, steps, known) => {
    expect(decide(known)).toEqual({
      act: true,
      reasonId,
      reason: explain(reasonId as 'user-key'),
      steps,
      standing,
    });
  });

  it('a key that is off is treated like one that is on: its sessions live on', () => {
    const off = { ...standing, keys: [{ accessKeyId: 'AKIAT3SKF7WXYQ2ZNM4B', status: 'Inactive' }] };
    expect(decide(facts({ owner: { kind: 'user', standing: off } }))).toMatchObject({
      act: true,
      steps: bothSteps,
    });
  });
});

const undecided = { kind: 'undecided', why: 'iam:GetAccessKeyLastUsed failed' } as const;
const foreign = { kind: 'not-ours', accountId: '999988887777' } as const;

describe('what is left alone', () => {
  it.each([
    ['documentation-key', 'not-ours', false, facts({ documentation: true })],
    ['documentation-key', 'not-ours', false, facts({ documentation: true, owner: foreign })],
    ['not-ours', 'not-ours', false, facts({ owner: foreign })],
    ['not-ours', 'not-ours', false, facts({ credential: 'temporary', owner: foreign })],
    ['temporary-credential', 'not-contained', false, facts({ credential: 'temporary', owner: undecided })],
    ['other-credential', 'not-contained', false, facts({ credential: 'other', owner: undefined })],
    ['owner-undecided', 'not-contained', true, facts({ owner: undecided })],
    ['owner-undecided', 'not-contained', true, facts({ owner: undefined })],
    ['deleted-key', 'not-contained', false, facts({ owner: { kind: 'deleted', named: undefined } })],
    ['own-identity', 'protected', false, facts({ responderArn: standing.arn })],
    [
      'own-identity',
      'protected',
      false,
      facts({ responderArn: standing.arn, owner: { kind: 'deleted', named: standing } }),
    ],
  ])('%s: %s, to be tried again: %s', (reasonId, status, retry, known) => {
    expect(decide(known)).toMatchObject({ act: false, reasonId, status, retry });
  });

  it('is told with what was learnt', () => {
    expect(decide(facts({ owner: foreign }))).toMatchObject({
      accountId: '999988887777',
      reason: expect.stringContaining('(account 999988887777)'),
    });
    expect(decide(facts({ owner: undecided })).reason).toContain(undecided.why);
    expect(decide(facts({ responderArn: standing.arn })).reason).toContain(standing.arn);
  });
});

describe('public lists', () => {
  it('the ids of the reasons', () => {
    expect(Object.keys(reasons)).toEqual([
      'user-key',
      'deleted-key-of-named-user',
      'deleted-key',
      'documentation-key',
      'not-ours',
      'own-identity',
      'owner-undecided',
      'temporary-credential',
      'other-credential',
    ]);
  });

  it('the ids of the steps, with the IAM operation that each one needs', () => {
    expect(steps.map(({ id, operation }) => `${id} ${operation}`)).toEqual([
      'deactivate-key iam:UpdateAccessKey',
      'deny-user iam:AttachUserPolicy',
      'bound-user iam:PutUserPermissionsBoundary',
    ]);
  });

  it('every fallback is a step, and none falls back to itself', () => {
    for (const { id, fallback } of steps.map((step) => stepById(step.id))) {
      if (fallback) expect(stepById(fallback).id).not.toBe(id);
    }
  });

  it('a step that a newer version recorded is refused by name', () => {
    expect(() => stepById('revoke-moon')).toThrow('no step is called revoke-moon');
  });
});
