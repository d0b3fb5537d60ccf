import { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { incidentMail } from '#lib/containment/mail.ts';
import { type RestoreRequest, restore } from '#lib/containment/restore.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { descendant, madeKey, otherUser, roleSession, root, things } from './descendants.ts';
import {
  accountId,
  changes,
  denied,
  denyAll,
  type FakeUser,
  judgement,
  key,
  signal,
} from './fake-account.ts';
import { type FakeRole, fakeRole } from './fake-role.ts';
import { alert, type Responder, responder } from './responder.ts';

let at: Responder;
let role: FakeRole;
let other: FakeUser;
let before: string;
let told: string[];

const standing = () => JSON.stringify([at.account.user, other, role]);
const roleIncident = `role-${accountId}-build-1`;

beforeEach(async () => {
  at = await responder();
  role = fakeRole(at.account.mock);
  other = otherUser(at);
  before = standing();
  told = [];
  await at.respond(alert);
  for (const thing of [things.key, things.role, things.roleSession]) await at.respond(descendant(thing));
  at.account.mock.resetHistory();
});
afterEach(() => vi.restoreAllMocks());

const restored = (over: Partial<RestoreRequest> = {}, deps: Partial<typeof at.deps> = {}) =>
  restore(
    { id: key, dryRun: false, ...over },
    { ...at.deps, ...deps, afterwards: async ({ incidentId }) => void told.push(incidentId) },
  );
const statuses = async () =>
  Object.fromEntries((await at.store.all()).map(({ incidentId, status }) => [incidentId, status]));

describe('a restore of the leaked key', () => {
  it('puts back all that was changed for what came from it, and tells people once', async () => {
    const incident = await restored({ reason: 'a false alarm', by: 'jane' });
    expect(standing()).toBe(before);
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(['restored']));
    expect(incident.reason).toMatch(
      /^what stood before was put back, and those of 3 incidents that came from it \(/,
    );
    expect(incident.reason).toMatch(/: a false alarm$/);
    expect(incident.descendants?.map(({ incidentId }) => incidentId).sort()).toEqual(
      [`${madeKey}-1`, roleIncident, `${roleSession}-1`].sort(),
    );
    const free = [
      `AWS key ${madeKey} of reporting`,
      `AWS session ${roleSession} of role build`,
      'role build',
    ];
    expect(incident.usableAgain?.toSorted()).toEqual(free);
    const { body } = incidentMail((await at.store.find(root)) ?? incident);
    expect(body).toMatch(/^RESTORED\. .* What came from it is free, too: see below\.\n/);
    for (const each of free) expect(body).toContain(`  ${each}`);
    expect(await at.store.find(roleIncident)).toMatchObject({
      restoredBy: 'jane',
      reason: `what stood before was put back: together with ${root}: a false alarm`,
    });
    expect(told).toEqual([root]);
  });

  it('run twice changes nothing twice, and tells people again where that failed', async () => {
    await restored();
    at.account.mock.resetHistory();
    expect(await restored()).not.toHaveProperty('descendants');
    expect([changes(at.account.mock), told]).toEqual([[], [root, root]]);
  });

  it('in a dry run names the steps of all, and changes nothing', async () => {
    const incident = await restored({ dryRun: true });
    expect(incident).toMatchObject({
      status: 'observed',
      steps: [{ outcome: 'planned' }, { outcome: 'planned' }],
      reason: expect.stringContaining('and those of 3 incidents that came from it'),
    });
    expect(incidentMail(incident).body).toContain(
      'What came from it could be used again as well, by whoever',
    );
    expect(incident.usableAgain).toHaveLength(3);
    expect(incident.descendants).toContainEqual({
      incidentId: roleIncident,
      status: 'contained',
      steps: [expect.objectContaining({ id: 'deny-role', outcome: 'planned' })],
    });
    expect(changes(at.account.mock)).toEqual([]);
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(['contained']));
  });

  it('leaves out what was restored before, and what was never begun', async () => {
    await restored({ id: roleIncident });
    at.deps.judgement = async () =>
      judgement({ rules: parseRules({ modes: [{ source: 'lineage', mode: 'observe' }] }) });
    otherUser(at, { name: 'ops', keys: {} });
    await at.respond(descendant({ type: 'user', userName: 'ops' }));
    const incident = await restored();
    expect(incident.descendants).toHaveLength(2);
    expect(await statuses()).toMatchObject({ [`user-${accountId}-ops-1`]: 'observed' });
    expect(standing()).toBe(before);
  });

  it('of one that came from it restores that one alone', async () => {
    const incident = await restored({ id: roleIncident });
    expect(incident).not.toHaveProperty('descendants');
    expect(role.attached).not.toContain(denyAll);
    expect(await statuses()).toMatchObject({ [root]: 'contained', [`${madeKey}-1`]: 'contained' });
  });

  it('lifts one step of the leaked key alone, where that was asked', async () => {
    await restored({ step: 'deny-user' });
    expect(role.attached).toContain(denyAll);
    expect(await statuses()).toMatchObject({ [root]: 'partly-contained', [roleIncident]: 'contained' });
  });
});

describe('a restore of the leaked key is refused', () => {
  const isRefused = async (over: Partial<RestoreRequest>, code: string, ...words: string[]) => {
    const stands = standing();
    const error: unknown = await restored(over).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'RestoreRefused', code });
    for (const word of words) expect(String(error)).toContain(word);
    expect(standing()).toBe(stands);
    expect(told).toEqual([]);
  };

  it('as a whole, by name, where somebody changed one that came from it; force does not help', async () => {
    role.policies[`TourniquetDeny-${roleSession}`] = '{"Version":"2012-10-17","Statement":[]}';
    const words = [
      `incident ${roleSession}-1, which came from it: deny-session`,
      `So ${root} is not restored`,
    ];
    await isRefused({}, 'changed-since', ...words);
    await isRefused({ force: true }, 'changed-since', ...words);
    await isRefused({ dryRun: true }, 'changed-since', ...words);
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(['contained']));
  });

  it('where another source has reported one of them as well, unless it is forced', async () => {
    at.github.reading = {
      kind: 'leak',
      signals: [
        signal({
          id: 'guardduty:9',
          source: 'guardduty',
          certainty: 'proven',
          accessKeyId: roleSession,
          accountId,
          session: { roleName: 'build', sessionName: 'thief' },
        }),
      ],
    };
    await at.respond(alert);
    const words = [
      `incident ${roleSession}-1, which came from it: it was reported by guardduty as well`,
      'add force',
    ];
    await isRefused({}, 'still-open', ...words);
    expect((await restored({ dryRun: true })).reason).toContain('it would need force: incident');
    await restored({ force: true });
    expect(standing()).toBe(before);
  });

  it('where an alert about one of them is still open', async () => {
    at.deps.stillOpen = async ({ incidentId }) =>
      incidentId === roleIncident ? ['alert 7 is still open'] : [];
    await isRefused({}, 'still-open', `incident ${roleIncident}, which came from it: alert 7 is still open`);
  });

  it('where a role is gone by now; with force that one is passed over', async () => {
    role.name = 'gone';
    await isRefused({}, 'user-gone', 'role build (AROAT3SKF7WXYEXAMPLE1) does not exist', 'add force');
    const incident = await restored({ force: true });
    expect(incident.descendants?.map(({ incidentId }) => incidentId)).toEqual([`${madeKey}-1`]);
    expect(await statuses()).toMatchObject({ [root]: 'restored', [roleIncident]: 'contained' });
  });

  it('where one of them cannot be taken back; the next run goes on with it', async () => {
    at.account.mock.on(DetachRolePolicyCommand).rejectsOnce(denied('iam:DetachRolePolicy'));
    await expect(restored()).rejects.toMatchObject({ code: 'not-read-back' });
    expect(await statuses()).toMatchObject({ [root]: 'contained', [roleIncident]: 'partly-contained' });
    at.account.mock.on(DetachRolePolicyCommand).callsFake(() => {
      role.attached = role.attached.filter((arn) => arn !== denyAll);
      return {};
    });
    await restored();
    expect(standing()).toBe(before);
  });

  it('while another run is at one of them', async () => {
    await at.store.take(roleIncident);
    await expect(restored()).rejects.toBeInstanceOf(IncidentBusy);
    expect(await statuses()).toMatchObject({ [root]: 'contained' });
  });
});

describe('incidents that share a deny', () => {
  it('are restored together, whichever of them had put it there', async () => {
    const second = 'AKIAT3SKF7WXYQ2ZNSEC';
    other.keys[second] = 'Active';
    before = standing().replace('"Inactive"', '"Active"');
    await at.respond(descendant({ ...things.userKey, accessKeyId: second }));
    await at.respond(descendant(things.userKey));
    await at.respond(descendant(things.userSession));
    expect(other.policies).toEqual([denyAll]);
    await restored();
    expect(other).toMatchObject({ policies: [], keys: { [madeKey]: 'Active', [second]: 'Active' } });
  });
});

describe('what is contained while the leaked key is restored', () => {
  it('is restored as well, when its plan was recorded before that was over', async () => {
    await restored({ id: roleIncident });
    const { record } = at.store;
    vi.spyOn(at.store, 'record').mockImplementation(async (lease, incidentId, findings) => {
      // The last moment at which the root is not restored yet.
      if (incidentId === root && findings.status === 'restored') await at.respond(descendant(things.user));
      return record.call(at.store, lease, incidentId, findings);
    });
    await restored();
    expect(other.policies).toEqual([]);
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(['restored']));
  });
});
