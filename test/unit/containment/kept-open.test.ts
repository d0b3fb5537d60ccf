import { AttachUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { reasons } from '#lib/containment/reasons.ts';
import { restore } from '#lib/containment/restore.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { changes, key, signal } from './fake-account.ts';
import { alert, look, type Responder, responder, subjects } from './responder.ts';

let at: Responder;
const root = `${key}-1`;

const instance = {
  what: 'instance i-0abc runs with role web',
  command: 'aws ec2 stop-instances --instance-ids i-0abc',
};
const lambda = {
  what: 'function f runs with role web',
  command: 'aws lambda delete-function --function-name f',
};
const open = (...found: { what: string; command: string }[]) => ({
  kind: 'still-open',
  incidentId: root,
  open: found,
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  at = await responder();
  await at.respond(alert);
  at.account.mock.resetHistory();
  at.forget();
});
afterEach(() => vi.useRealTimers());

const now = async (): Promise<Incident> => {
  const incident = await at.store.find(key);
  if (!incident) throw new Error('there is no incident');
  return incident;
};
const pass = () => vi.setSystemTime(Date.now() + 60_000);

describe('what keeps drawing new sessions', () => {
  it('keeps the incident from being contained, and the first line says what stops it', async () => {
    await at.respond(open(instance, lambda));
    expect(await now()).toMatchObject({
      status: 'partly-contained',
      stillOpen: [instance, lambda],
      reason: `new sessions can still be drawn: ${instance.what}. What stops it: ${instance.command}; and 1 more`,
    });
    expect(subjects(at.told.pages)).toEqual([`NOT CONTAINED (partly): AWS key ${key} of deploy-bot`]);
    const [first] = at.told.pages[0]?.body.split('\n') ?? [];
    expect(first).toContain(instance.command);
    expect(at.told.pages[0]?.body).toContain(`\n  ${instance.command}\n  ${lambda.command}\n`);
    expect(changes(at.account.mock)).toEqual([]);
  });

  it('pages once for each state, and again for what comes in addition', async () => {
    for (const message of [open(instance), open(instance), open(instance, lambda), open(instance, lambda)])
      await at.respond(message);
    expect(at.told.pages).toHaveLength(2);
  });

  it('survives looks, which are as quiet as ever, and reports of others', async () => {
    await at.respond(open(instance));
    at.forget();
    const before = await now();
    for (const number of [1, 2, 3, 4]) await at.respond(look(number));
    expect(at.told.looks.map(([, , seconds]) => seconds)).toEqual([60, 300, 600]);
    at.github.reading = { kind: 'leak', signals: [signal({ id: 'github:acme/shop#8' })] };
    await at.respond(alert);
    expect(await now()).toMatchObject({ ...before, signals: [{}, {}] });
    expect([at.told.pages, at.told.mails, changes(at.account.mock)]).toEqual([[], [], []]);
  });

  it('is still there when what somebody took off was applied again', async () => {
    await at.respond(open(instance));
    at.thiefTakesOff();
    await at.respond(look(1));
    expect(at.account.user.keys[key]).toBe('Inactive');
    expect(await now()).toMatchObject({ status: 'partly-contained', stillOpen: [instance] });
    expect((await now()).reason).toContain(instance.command);
  });

  it('that is gone leaves an incident that is contained again, once the account was read', async () => {
    const contained = await now();
    await at.respond(open(instance));
    pass();
    at.account.mock.resetHistory();
    await at.respond(open());
    expect(await now()).toMatchObject({
      status: 'contained',
      stillOpen: [],
      containedAt: contained.containedAt,
      reason: `${reasons['user-key'].what}: ${reasons['user-key'].why}`,
    });
    expect(at.account.mock.calls().length).toBeGreaterThan(2);
    expect(changes(at.account.mock)).toEqual([]);
    expect(subjects(at.told.mails).at(-1)).toBe(`Contained again: AWS key ${key} of deploy-bot`);
  });

  it('that is gone does not make contained what somebody took off meanwhile: that is applied first', async () => {
    await at.respond(open(instance));
    at.thiefTakesOff();
    await at.respond(open());
    expect(at.account.user.keys[key]).toBe('Inactive');
    expect(await now()).toMatchObject({ status: 'contained' });
  });

  it('does not hide that a step failed', async () => {
    at.thiefTakesOff();
    at.account.mock.on(AttachUserPolicyCommand).rejects(new Error('throttled'));
    await at.respond(look(1));
    const reason = (await now()).reason;
    await at.respond(open(instance));
    expect(await now()).toMatchObject({ status: 'partly-contained', reason, stillOpen: [instance] });
    const [first] = at.told.pages.at(-1)?.body.split('\n') ?? [];
    expect(first).toMatch(/^NOT CONTAINED, only partly: see the steps that failed\. .*stop-instances/);
    await at.respond(open());
    expect(await now()).toMatchObject({ status: 'partly-contained', reason });
    at.attachingAgain();
    await at.respond(look(2));
    expect(await now()).toMatchObject({ status: 'contained' });
  });

  it('wakes people although all that is missing was lifted by one of them', async () => {
    await restore({ id: key, dryRun: false, step: 'deny-user' }, { ...at.deps, afterwards: async () => {} });
    const lifted = await now();
    await at.respond(open(instance));
    expect(at.told.pages).toHaveLength(1);
    expect(at.told.pages[0]?.body).toContain(instance.command);
    await at.respond(open());
    expect(await now()).toEqual({ ...lifted, stillOpen: [] });
    expect(at.told.pages).toHaveLength(1);
  });

  it('is no matter of an incident that was restored', async () => {
    await restore({ id: key, dryRun: false }, { ...at.deps, afterwards: async () => {} });
    const restored = await now();
    await at.respond(open(instance));
    expect([await now(), at.told.pages]).toEqual([restored, []]);
  });

  it('waits for another run, and keeps the message of an incident that does not exist', async () => {
    await expect(at.respond({ ...open(), incidentId: 'AKIANOTHERE-1' })).rejects.toThrow(
      'there is no incident',
    );
    await at.store.take(root);
    await expect(at.respond(open(instance))).rejects.toBeInstanceOf(IncidentBusy);
  });

  it('is told by the message that comes again where a run died before telling it', async () => {
    const { page } = at.deps.channels;
    at.deps.channels.page = async () => Promise.reject(new Error('SNS is down'));
    await expect(at.respond(open(instance))).rejects.toThrow('SNS is down');
    at.deps.channels.page = page;
    await at.respond(open(instance));
    expect(at.told.pages).toHaveLength(1);
  });
});
