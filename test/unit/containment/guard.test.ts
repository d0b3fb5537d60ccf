import {
  AttachUserPolicyCommand,
  GetUserCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { lookAgain } from '#lib/containment/look-again.ts';
import { incidentMail, mustPage } from '#lib/containment/mail.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denied, denyAll, depsWith, fakeAccount, key, otherKey, signal } from './fake-account.ts';
import { fakeRole, roleKey, roleSignal } from './fake-role.ts';

const tag = { 'tourniquet-contained': 'true' };
const guarded = async () => {
  const account = fakeAccount();
  const store = new FileIncidentStore(await temporaryFolder());
  return { account, store, deps: { ...depsWith(store), guard: true } };
};

let at: Awaited<ReturnType<typeof guarded>>;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:02.345Z') });
  at = await guarded();
});
afterEach(() => {
  vi.useRealTimers();
});

const containNow = (over = {}) => contain(signal(over), at.deps);
const restored = (id = key, more = {}) => restore({ id, dryRun: false, ...more }, at.deps);
const stepOf = ({ steps }: Incident, id: string) => steps.find((step) => step.id === id);

describe('with the guard on, containment', () => {
  it('tags the user in the same breath, reads it back and costs no further read', async () => {
    const { incident, retry } = await containNow();
    expect([incident.status, retry]).toEqual(['contained', false]);
    expect(stepOf(incident, 'tag-user')).toMatchObject({ outcome: 'done', before: { tag: null } });
    expect(at.account.user.tags).toEqual(tag);
    expect(changes(at.account.mock).sort()).toEqual(['AttachUserPolicy', 'TagUser', 'UpdateAccessKey']);
    const guardedReads = at.account.mock.commandCalls(GetUserCommand).length;
    const plain = await guarded();
    await contain(signal(), { ...plain.deps, guard: false });
    expect(plain.account.mock.commandCalls(GetUserCommand)).toHaveLength(guardedReads);
    expect(changes(plain.account.mock).sort()).toEqual(['AttachUserPolicy', 'UpdateAccessKey']);
  });

  it('is contained where only the tag fails, says so, and tries it again', async () => {
    at.account.mock.on(TagUserCommand).rejects(denied('iam:TagUser'));
    const { incident, retry } = await containNow();
    expect(incident).toMatchObject({
      status: 'contained',
      reason: expect.stringMatching(/^the guard does not hold: tag-user: .*iam:TagUser/),
    });
    expect([retry, mustPage(incident)]).toEqual([true, false]);
    const mail = incidentMail(incident);
    expect(mail.subject).toMatch(/^Contained: /);
    expect(mail.body).toContain('The guard does not hold yet');
    expect(mail.body).toMatch(/failed {3}user tagged for the guard: .*iam:TagUser/);
  });

  it('finds the tag that failed missing at the next report and at the next look', async () => {
    const tagIt = at.account.mock.on(TagUserCommand).rejectsOnce(denied('iam:TagUser'));
    await containNow();
    tagIt.callsFake(({ Tags: [{ Key, Value }] }) => {
      at.account.user.tags = { [Key]: Value };
    });
    const looked = await lookAgain(`${key}-1`, at.deps);
    expect(looked?.incident).toMatchObject({ status: 'contained' });
    expect(at.account.user.tags).toEqual(tag);
    expect(looked && stepOf(looked.incident, 'tag-user')?.outcome).toBe('done');
    expect((await containNow({ id: 'manual:2' })).retry).toBe(false);
  });

  it('tags whom it contained before the guard was on, when a report comes again', async () => {
    await contain(signal(), { ...at.deps, guard: false });
    expect(at.account.user.tags).toBeUndefined();
    const { incident } = await containNow({ id: 'manual:2' });
    expect(stepOf(incident, 'tag-user')).toMatchObject({ outcome: 'done', before: { tag: null } });
    expect(stepOf(incident, 'deny-user')).toMatchObject({ before: { attached: false } });
    expect(at.account.user.tags).toEqual(tag);
    expect((await restored()).status).toBe('restored');
    expect(at.account.user).toMatchObject({ tags: {}, keys: { [key]: 'Active' } });
  });

  it('is not contained by the tag alone', async () => {
    at.account.mock.on(UpdateAccessKeyCommand).rejects(denied('iam:UpdateAccessKey'));
    at.account.mock.on(AttachUserPolicyCommand).rejects(denied('iam:AttachUserPolicy'));
    const { incident } = await containNow();
    const held = incident.steps.filter(({ outcome }) => outcome === 'done').map(({ id }) => id);
    expect(held).toEqual(['tag-user']);
    expect(incident.status).toBe('not-contained');
  });
});

describe('the tag of a contained user', () => {
  it('that somebody took off is put back, and the key was contained all the time', async () => {
    await containNow();
    at.account.user.tags = {};
    const looked = await lookAgain(`${key}-1`, at.deps);
    expect(looked).toMatchObject({ disturbed: ['tag-user'], incident: { status: 'contained' } });
    expect(at.account.user.tags).toEqual(tag);
  });

  it('comes off last when it is restored, once the rest is read back', async () => {
    const before = structuredClone(at.account.user);
    await containNow();
    at.account.mock.resetHistory();
    expect((await restored()).status).toBe('restored');
    expect(at.account.user).toEqual({ ...before, tags: {} });
    expect(changes(at.account.mock).at(-1)).toBe('UntagUser');
    expect(changes(at.account.mock).slice(0, -1).sort()).toEqual(['DetachUserPolicy', 'UpdateAccessKey']);
  });

  it('stays where the rest could not be taken back', async () => {
    await containNow();
    at.account.mock.on(UpdateAccessKeyCommand).rejects(denied('iam:UpdateAccessKey'));
    await expect(restored()).rejects.toMatchObject({ code: 'not-read-back' });
    expect(at.account.user.tags).toEqual(tag);
  });

  it('gives way to what stood under its key before, in whatever letters', async () => {
    at.account.user.tags = { 'Tourniquet-Contained': 'ours', team: 'shop' };
    at.account.mock.on(TagUserCommand).callsFake(({ Tags: [{ Value }] }) => {
      at.account.user.tags = { 'Tourniquet-Contained': Value, team: 'shop' };
    });
    const { incident } = await containNow();
    expect(stepOf(incident, 'tag-user')).toMatchObject({ outcome: 'done', before: { tag: 'ours' } });
    await restored();
    expect(at.account.user.tags).toEqual({ 'Tourniquet-Contained': 'ours', team: 'shop' });
  });

  it('can be lifted by a person alone, and the key stays contained', async () => {
    await containNow();
    const lifted = await restored(key, { step: 'tag-user' });
    expect(lifted).toMatchObject({
      status: 'contained',
      reason: expect.stringMatching(/^tag-user was lifted/),
    });
    expect(at.account.user).toMatchObject({
      tags: {},
      keys: { [key]: 'Inactive' },
      policies: expect.arrayContaining([denyAll]),
    });
    expect((await lookAgain(`${key}-1`, at.deps))?.incident.status).toBe('contained');
    expect(at.account.user.tags).toEqual({});
  });

  it('stays for the other key of the user, whose incident goes first', async () => {
    at.account.user.keys[otherKey] = 'Active';
    await containNow();
    await containNow({ id: 'manual:2', accessKeyId: otherKey });
    await expect(restored()).rejects.toMatchObject({ code: 'still-needed' });
    expect(at.account.user.tags).toEqual(tag);
    await restored(otherKey);
    expect(at.account.user.tags).toEqual(tag);
    await restored();
    expect(at.account.user.tags).toEqual({});
  });
});

describe('the tag of a role', () => {
  it('is set with the deny of its session, and taken off after it', async () => {
    const role = fakeRole(at.account.mock);
    const { incident } = await contain(roleSignal(), at.deps);
    expect(incident.status).toBe('contained');
    expect(stepOf(incident, 'tag-role')).toMatchObject({ outcome: 'done', before: { tag: null } });
    expect(role.tags).toEqual(tag);
    await restored(roleKey);
    expect(role.tags).toEqual({});
    expect(changes(at.account.mock).slice(-2)).toEqual(['DeleteRolePolicy', 'UntagRole']);
  });

  it('stays while another session of the role is denied', async () => {
    const role = fakeRole(at.account.mock);
    const other = `${roleKey.slice(0, -1)}C`;
    const session = { roleName: 'build', roleId: role.id, sessionName: 'i-0def' };
    await contain(roleSignal(), at.deps);
    await contain(roleSignal({ id: 'guardduty:2', accessKeyId: other, session }), at.deps);
    await expect(restored(roleKey)).rejects.toMatchObject({
      code: 'still-needed',
      message: expect.stringContaining(`${other}-1`),
    });
    await restored(other);
    expect(role.tags).toEqual(tag);
    await restored(roleKey);
    expect(role.tags).toEqual({});
    expect(Object.keys(role.policies)).toEqual(['bystander']);
  });
});
