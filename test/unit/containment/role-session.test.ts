import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { denyDocument } from '#lib/containment/deny-document.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import type { DeniedSession } from '#lib/incident/incident.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';
import { parseRules } from '#lib/platform/rules.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { changes, denied, depsWith, fakeAccount } from './fake-account.ts';
import { type FakeRole, fakeRole, ourPolicy, roleKey, roleSignal } from './fake-role.ts';

const start = '2026-11-23T03:00:02.345Z';
/** The end of the second in which it was denied: aws:TokenIssueTime has whole seconds. */
const endOfSecond = '2026-11-23T03:00:03.000Z';

let account: ReturnType<typeof fakeAccount>;
let role: FakeRole;
let before: FakeRole;
let store: FileIncidentStore;
let deps: ReturnType<typeof depsWith>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(start) });
  account = fakeAccount();
  role = fakeRole(account.mock);
  before = structuredClone(role);
  store = new FileIncidentStore(await temporaryFolder());
  deps = depsWith(store);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const containNow = (over = {}) => contain(roleSignal(over), deps);
const restored = () => restore({ id: roleKey, dryRun: false }, deps);
const written = (): unknown => JSON.parse(role.policies[ourPolicy] ?? 'null');
const deny = (issuedBefore: string, name: DeniedSession['name'] = 'i-0abc') =>
  denyDocument(role.id, { name, issuedBefore });

describe('a leaked session of a role', () => {
  it('is denied on the role, up to now and by name alone, and read back', async () => {
    const { incident, retry } = await containNow();
    expect(incident).toMatchObject({
      incidentId: `${roleKey}-1`,
      accountId: '264875319082',
      status: 'contained',
      decidedBy: 'role-session',
      principal: { kind: 'role', name: 'build', arn: role.arn, id: role.id },
      session: { name: 'i-0abc', issuedBefore: endOfSecond },
      steps: [{ id: 'deny-session', outcome: 'done', before: { policy: null } }],
    });
    expect(written()).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TourniquetDeniesWhatWasIssuedBefore',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: {
            DateLessThan: { 'aws:TokenIssueTime': endOfSecond },
            StringEquals: { 'aws:userid': 'AROAT3SKF7WXYEXAMPLE1:i-0abc' },
          },
        },
      ],
    });
    expect([retry, changes(account.mock)]).toEqual([false, ['PutRolePolicy']]);
  });

  it('joins on a replay with nothing written again', async () => {
    await containNow();
    pass(60_000);
    account.mock.resetHistory();
    await containNow();
    await containNow({ id: 'guardduty:2' });
    expect(changes(account.mock)).toEqual([]);
    expect(written()).toEqual(deny(endOfSecond));
  });

  it('that nobody may deny is not contained, and says why', async () => {
    account.mock.on(PutRolePolicyCommand).rejects(denied('iam:PutRolePolicy'));
    const { incident, retry } = await containNow();
    expect(incident).toMatchObject({ status: 'not-contained', steps: [{ outcome: 'failed' }] });
    expect(incident.reason).toContain('deny-session: iam:PutRolePolicy failed: AccessDenied');
    expect(retry).toBe(true);
  });

  it('that is denied by a function which does nothing is not called contained', async () => {
    deps.denySession = async () => {};
    const { incident } = await containNow();
    expect(incident.status).toBe('not-contained');
    expect(incident.reason).toContain('was accepted, but the account does not show it');
  });

  it('is denied up to the first moment that was recorded, when a run dies in between', async () => {
    const died = () => Promise.reject(new Error('the run died'));
    vi.spyOn(store, 'record').mockImplementationOnce(died);
    await expect(containNow()).rejects.toThrow('the run died');
    pass(leaseMilliseconds + 1);
    const { incident } = await containNow();
    expect(incident).toMatchObject({
      status: 'contained',
      session: { issuedBefore: endOfSecond },
      steps: [{ outcome: 'done', before: { policy: null } }],
    });
  });
});

describe('a report that names another owner than the incident holds', () => {
  it('changes nothing and keeps failing, so that people are paged: one record cannot undo both', async () => {
    await containNow();
    account.mock.resetHistory();
    const { session: _, ...leak } = roleSignal({ id: 'guardduty:2', userName: 'deploy-bot' });
    await expect(contain(leak, deps)).rejects.toThrow(
      `incident ${roleKey}-1 holds ${role.arn}, and a report names ${account.user.arn}`,
    );
    expect(changes(account.mock)).toEqual([]);
    expect(await store.find(roleKey)).toMatchObject({ status: 'contained', principal: { arn: role.arn } });
  });
});

describe('which session is denied', () => {
  const rules = parseRules({ wholeRoles: ['arn:aws:iam::*:role/ci/*'] });
  const unnamed = { roleName: 'build', roleId: 'AROAT3SKF7WXYEXAMPLE1' };

  it.each<[string, object, boolean]>([
    ['a rule says that the role is safe to deny', {}, true],
    ['a person says so', { override: ['whole-role'] }, false],
    ['a person says so and no session is named', { override: ['whole-role'], session: unnamed }, false],
  ])('is all of them where %s', async (_, over, byRule) => {
    if (byRule) deps.rules = () => rules;
    const { incident } = await containNow(over);
    expect(incident).toMatchObject({
      status: 'contained',
      decidedBy: 'whole-role',
      session: { name: null },
    });
    expect(written()).toEqual(deny(endOfSecond, null));
    await restored();
    expect(role).toEqual(before);
  });

  it('is for a person to decide where the source does not name it; his word contains it', async () => {
    const { incident } = await containNow({ session: unnamed });
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'role-session-unnamed', steps: [] });
    expect(changes(account.mock)).toEqual([]);
    const byPerson = await containNow({ id: 'manual:2', session: unnamed, override: ['whole-role'] });
    expect(byPerson.incident).toMatchObject({ status: 'contained', session: { name: null } });
  });

  it('becomes the whole role where a person says so later, and a restore takes it off', async () => {
    await containNow();
    await containNow({ id: 'manual:2', override: ['whole-role'] });
    expect(written()).toEqual(deny(endOfSecond, null));
    await restored();
    expect(role).toEqual(before);
  });
});

describe('a role that nothing can be written on', () => {
  it.each([
    ['/aws-service-role/ecs.amazonaws.com/', 'service-linked-role'],
    ['/aws-reserved/sso.amazonaws.com/', 'identity-center-role'],
  ])('is known by its path %s', async (path, decidedBy) => {
    role.path = path;
    const { incident, retry } = await containNow({ override: ['whole-role'] });
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy });
    expect([retry, changes(account.mock)]).toEqual([false, []]);
  });

  it('was made anew since: the session is dead, and the new role is not denied for it', async () => {
    role.id = 'AROAT3SKF7WXYEXAMPLE2';
    const { incident } = await containNow();
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'principal-gone' });
    expect(incident.reason).toContain('role build (AROAT3SKF7WXYEXAMPLE1)');
    expect(changes(account.mock)).toEqual([]);
  });
});
