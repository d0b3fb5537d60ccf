import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotContainedYet } from '#lib/containment/respond.ts';
import { restore } from '#lib/containment/restore.ts';
import { changes, key } from './fake-account.ts';
import { alert, type Responder, responder, subjects } from './responder.ts';

let at: Responder;
beforeEach(async () => {
  at = await responder();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const contained = `Contained: AWS key ${key} of deploy-bot`;
const partly = `NOT CONTAINED (partly): AWS key ${key} of deploy-bot`;
const time = (now: string) => vi.setSystemTime(now);

describe('what was told before', () => {
  it('is paged again when it comes about a second time, in the same shape', async () => {
    time('2026-11-23T03:00:00.000Z');
    at.withoutAttaching();
    await expect(at.respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    time('2026-11-23T03:00:30.000Z');
    await expect(at.respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    expect(subjects(at.told.pages)).toEqual([partly]);
    at.attachingAgain();
    time('2026-11-23T03:01:00.000Z');
    await at.respond(alert);
    at.account.user.policies = [];
    at.withoutAttaching();
    time('2026-11-23T04:00:00.000Z');
    await expect(at.respond(alert)).rejects.toBeInstanceOf(NotContainedYet);
    expect(subjects(at.told.pages)).toEqual([partly, partly]);
    expect(subjects(at.told.mails)).toEqual([partly, contained, partly]);
  });

  it('is told once more, and once only, when a report arrives again after the restore', async () => {
    await at.respond(alert);
    await restore({ id: key, dryRun: false }, { ...at.deps, afterwards: async () => {} });
    at.forget();
    at.account.mock.resetHistory();
    await at.respond(alert);
    await at.respond(alert);
    expect(subjects(at.told.mails)).toEqual([
      `Reported again after the restore: AWS key ${key} of deploy-bot`,
    ]);
    expect(at.told.mails[0]?.body).toContain(`npm run -s tourniquet -- contain ${key}`);
    expect([at.told.pages, at.told.looks, changes(at.account.mock)]).toEqual([[], [], []]);
    expect(at.account.user.keys[key]).toBe('Active');
  });
});
