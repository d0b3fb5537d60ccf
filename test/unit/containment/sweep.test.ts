import { DetachRolePolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { restore } from '#lib/containment/restore.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { Undoing } from '#lib/signal/sweep.ts';
import { descendant, otherUser, root, things } from './descendants.ts';
import { accountId, changes, denyAll, key, signal } from './fake-account.ts';
import { type FakeRole, fakeRole } from './fake-role.ts';
import { alert, type Responder, responder, subjects } from './responder.ts';

let at: Responder;
let role: FakeRole;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  at = await responder();
  role = fakeRole(at.account.mock);
  otherUser(at);
  await at.respond(alert);
  await at.respond(descendant(things.role));
  await at.respond(descendant(things.key));
  at.account.mock.resetHistory();
  at.forget();
  vi.setSystemTime(Date.now() + 600_000);
});
afterEach(() => vi.useRealTimers());

const roleIncident = `role-${accountId}-build-1`;
const admin = `arn:aws:iam::${accountId}:user/jane`;
const ofUser = { principalId: 'AIDAT3SKF7WXYEXAMPLE1', step: 'deny-user' };
const ofRole = { principalId: 'AROAT3SKF7WXYEXAMPLE1', step: 'deny-role' };

const change = (over: Partial<Undoing> = {}): Undoing => ({
  ...ofUser,
  by: admin,
  byLineage: false,
  at: '2026-11-23T03:05:00.000Z',
  ...over,
});
const sweep = (...changed: Undoing[]) => ({ kind: 'sweep', incidentId: root, number: 1, changes: changed });

const detachUser = () => {
  at.account.user.policies = at.account.user.policies.filter((arn) => arn !== denyAll);
};
const detachRole = () => {
  role.attached = role.attached.filter((arn) => arn !== denyAll);
};
const now = async (id = key): Promise<Incident> => {
  const incident = await at.store.find(id);
  if (!incident) throw new Error(`there is no incident ${id}`);
  return incident;
};
const restored = (id: string) => restore({ id, dryRun: false }, { ...at.deps, afterwards: async () => {} });

describe('a sweep', () => {
  it('that finds all in force says nothing and changes nothing', async () => {
    await at.respond(sweep(change(), change(ofRole)));
    expect(changes(at.account.mock)).toEqual([]);
    expect([at.told.mails, at.told.pages, at.told.looks]).toEqual([[], [], []]);
    expect(at.account.mock.commandCalls(GetRoleCommand)).toHaveLength(1);
  });

  it.each([
    ['the lineage took off', [change({ ...ofRole, byLineage: true })]],
    ['somebody took off, and CloudTrail does not say who', []],
    [
      'others took off earlier than it was put there',
      [change({ ...ofRole, at: '2026-11-23T02:00:00.000Z' })],
    ],
    [
      'others took off, and the lineage after them',
      [
        change({ ...ofRole, byLineage: true, at: '2026-11-23T03:06:00.000Z' }),
        change({ ...ofRole, at: '2026-11-23T03:05:59.000Z' }),
      ],
    ],
    ['others took off of somebody else', [change({ ...ofRole, principalId: 'AROAT3SKF7WXYEXAMPLE9' })]],
    [
      'others took off of another session of the same role',
      [change({ ...ofRole, accessKeyId: 'ASIAT3SKF7WXYQ2ZNOTH' })],
    ],
    ['is not what others took off', [change({ ...ofRole, step: 'bound-role' })]],
  ])('applies again what %s, of what came from the leaked key as well, and tells it', async (_, changed) => {
    detachRole();
    await at.respond(sweep(...changed));
    expect(role.attached).toContain(denyAll);
    expect(await now(roleIncident)).toMatchObject({
      status: 'contained',
      steps: [{ id: 'deny-role', outcome: 'done', takenOffAtSweep: 1 }],
    });
    expect(subjects(at.told.mails)).toEqual(['Applied again: role build']);
    const who = changed.some(({ byLineage }) => byLineage)
      ? `That was ${admin}, with a credential of the leak. `
      : '';
    expect(at.told.mails[0]?.body).toContain(
      `Somebody took off: deny-role. ${who}It was applied again, and holds.`,
    );
    expect(at.told.looks).toEqual([[roleIncident, 2, 10]]);
    await at.respond(sweep(...changed));
    expect([at.told.mails.length, at.told.pages]).toEqual([1, []]);
  });

  it('tells at each sweep what it found, although a look had found the same', async () => {
    detachRole();
    await at.respond({ kind: 'look-again', incidentId: roleIncident, look: 1 });
    detachRole();
    await at.respond(sweep());
    detachRole();
    await at.respond({ ...sweep(), number: 2 });
    expect(subjects(at.told.mails)).toEqual(Array(3).fill('Applied again: role build'));
  });
});

describe('what others took off who are not of the lineage', () => {
  it('is left so, and people are paged once with the name and the command', async () => {
    detachUser();
    at.account.mock.resetHistory();
    await at.respond(sweep(change()));
    expect(changes(at.account.mock)).toEqual([]);
    expect(await now()).toMatchObject({
      status: 'partly-contained',
      reason: `deny-user was taken off by ${admin}`,
    });
    expect((await now()).steps.find(({ id }) => id === 'deny-user')).toMatchObject({
      outcome: 'done',
      undoneAt: '2026-11-23T03:05:00.000Z',
      liftedBy: admin,
      before: { attached: false },
    });
    const [page] = at.told.pages;
    expect(page?.subject).toBe(`NOT CONTAINED (partly): AWS key ${key} of deploy-bot`);
    expect(page?.body.split('\n')[0]).toBe(
      `NOT CONTAINED, only partly. ${admin} took off: AWSDenyAll attached to the user. It was left so, for they may have a reason: decide now.`,
    );
    expect(page?.body).toContain(
      `  aws iam attach-user-policy --user-name deploy-bot --policy-arn ${denyAll}`,
    );
    for (const number of [1, 2]) await at.respond({ ...sweep(change()), number });
    await at.respond({ kind: 'look-again', incidentId: root, look: 3 });
    expect([at.told.pages.length, changes(at.account.mock)]).toEqual([1, []]);
    expect(at.told.looks).toEqual([[root, 4, 600]]);
  });

  it('is all of a role that the thief made: then nothing holds it', async () => {
    detachRole();
    await at.respond(sweep(change(ofRole)));
    expect(await now(roleIncident)).toMatchObject({ status: 'not-contained', steps: [{ liftedBy: admin }] });
    expect(at.told.pages[0]?.body).toMatch(
      new RegExp(`^NOT CONTAINED\\. ${admin} took off: .* It came from leaked key ${key}\\.`),
    );
    expect(at.told.pages[0]?.body).toContain('  aws iam attach-role-policy --role-name build');
  });

  it('does not keep the rest from being applied again', async () => {
    at.thiefTakesOff();
    await at.respond(sweep(change()));
    expect(at.account.user).toMatchObject({ keys: { [key]: 'Inactive' } });
    expect(at.account.user.policies).not.toContain(denyAll);
    expect(await now()).toMatchObject({ status: 'partly-contained' });
    expect(subjects(at.told.mails)).toContain(`Applied again: AWS key ${key} of deploy-bot`);
    expect(at.told.mails[0]?.body).toContain('Somebody took off: deactivate-key.');
  });

  it('is applied again once CloudTrail shows that it was the lineage after all', async () => {
    detachUser();
    await at.respond(sweep(change()));
    await at.respond({ ...sweep(change({ by: `${admin}2`, byLineage: true })), number: 2 });
    expect(at.account.user.policies).not.toContain(denyAll);
    await at.respond({ ...sweep(change({ byLineage: true })), number: 3 });
    expect(at.account.user.policies).toContain(denyAll);
    expect(await now()).toMatchObject({ status: 'contained' });
    expect((await now()).steps.some(({ liftedBy, undoneAt }) => liftedBy || undoneAt)).toBe(false);
  });

  it('is put back by a person who contains the key again', async () => {
    detachUser();
    await at.respond(sweep(change()));
    await contain(signal({ id: 'manual:2', reportedAt: new Date().toISOString() }), at.deps);
    expect(at.account.user.policies).toContain(denyAll);
    expect(await now()).toMatchObject({ status: 'contained' });
    expect((await now()).steps.some(({ liftedBy }) => liftedBy)).toBe(false);
  });

  it('and a person has put back by hand is watched again', async () => {
    detachRole();
    await at.respond(sweep(change(ofRole)));
    role.attached.push(denyAll);
    await at.respond({ ...sweep(change(ofRole)), number: 2 });
    expect(await now(roleIncident)).toMatchObject({ status: 'contained', steps: [{ outcome: 'done' }] });
    detachRole();
    await at.respond({ ...sweep(change(ofRole)), number: 3 });
    expect(role.attached).toContain(denyAll);
  });

  it('is not taken back a second time by a restore', async () => {
    detachRole();
    await at.respond(sweep(change(ofRole)));
    at.account.mock.resetHistory();
    await restored(roleIncident);
    expect(at.account.mock.commandCalls(DetachRolePolicyCommand)).toEqual([]);
  });

  it('is recorded and told although the run dies in between', async () => {
    detachUser();
    vi.spyOn(at.store, 'record').mockImplementationOnce(async (...given) => {
      await at.store.record(...given);
      throw new Error('the run died');
    });
    await expect(at.respond(sweep(change()))).rejects.toThrow('the run died');
    vi.setSystemTime(Date.now() + 60_000);
    await at.respond(sweep(change()));
    expect(await now()).toMatchObject({
      status: 'partly-contained',
      reason: `deny-user was taken off by ${admin}`,
    });
    expect([at.told.pages.length, at.account.user.policies.includes(denyAll)]).toEqual([1, false]);
  });
});

describe('a sweep leaves alone', () => {
  it('everything of an incident that was restored, and what was restored by itself', async () => {
    await restored(roleIncident);
    at.account.mock.resetHistory();
    await at.respond(sweep());
    expect(changes(at.account.mock)).toEqual([]);
    await restored(root);
    detachRole();
    at.account.mock.resetHistory();
    await at.respond(sweep());
    expect(at.account.mock.calls()).toEqual([]);
    expect([at.told.mails, at.told.pages]).toEqual([[], []]);
  });

  it('what another run is at, and comes again for it once the others had their turn', async () => {
    detachRole();
    await at.store.take(root);
    await expect(at.respond(sweep())).rejects.toBeInstanceOf(IncidentBusy);
    expect(role.attached).toContain(denyAll);
  });

  it('nothing in silence: an incident that does not exist keeps the message on the queue', async () => {
    await expect(at.respond({ ...sweep(), incidentId: 'AKIANOTHERE-1' })).rejects.toThrow(
      'there is no incident AKIANOTHERE-1',
    );
  });
});
