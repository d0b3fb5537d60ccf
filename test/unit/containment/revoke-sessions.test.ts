import { IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { denyDocument } from '#lib/containment/deny-document.ts';
import { type RevokeDeps, type RevokeRequest, revokeSessions } from '#lib/containment/revoke-sessions.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { accountId, changes, fakeAccount } from './fake-account.ts';
import { type FakeRole, fakeRole, ourPolicy, roleKey, roleSignal } from './fake-role.ts';
import { incident } from './incidents.ts';

const issuedBefore = '2026-11-23T03:00:03.000Z';
const incidentId = `${roleKey}-1`;

let account: ReturnType<typeof fakeAccount>;
let role: FakeRole;
let before: FakeRole;
let recorded: Incident | undefined;
let ownRoles: string[];
let entered: unknown[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:02.000Z') });
  account = fakeAccount();
  role = fakeRole(account.mock);
  before = structuredClone(role);
  [ownRoles, entered] = [[], []];
  recorded = incident({
    incidentId,
    accessKeyId: roleKey,
    principal: { kind: 'role', name: role.name, arn: role.arn, id: role.id },
    session: { name: 'i-0abc', issuedBefore },
    signals: [roleSignal()],
    steps: [],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const revoke = (over: Partial<RevokeRequest> = {}): Promise<void> => {
  const deps: RevokeDeps = {
    store: { find: async (id) => (id === incidentId ? recorded : undefined) },
    iamFor: async (...asked) => {
      entered.push(asked);
      return new IAMClient({ region: 'us-east-1' });
    },
    ownRoles,
  };
  return revokeSessions({ incidentId, issuedBefore, undo: false, ...over }, deps);
};
const written = (): unknown => JSON.parse(role.policies[ourPolicy] ?? 'null');
const deny = (upTo = issuedBefore, name: string | null = 'i-0abc') =>
  denyDocument(role.id, { name, issuedBefore: upTo });
const put = (policy: unknown): void => {
  role.policies[ourPolicy] = JSON.stringify(policy);
};

describe('the deny of a session', () => {
  it('is written on the role of the incident, in its account, for the session that it records', async () => {
    await revoke();
    expect(written()).toEqual(deny());
    expect(entered).toEqual([[accountId, incidentId]]);
    expect(changes(account.mock)).toEqual(['PutRolePolicy']);
  });

  it('is of the whole role where the incident says so', async () => {
    if (recorded) recorded = { ...recorded, session: { name: null, issuedBefore } };
    await revoke();
    expect(written()).toEqual(deny(issuedBefore, null));
  });

  it('is stamped again with the moment that is asked for', async () => {
    await revoke();
    vi.setSystemTime(Date.now() + 60_000);
    await revoke({ issuedBefore: '2026-11-23T03:01:03.000Z' });
    expect(written()).toEqual(deny('2026-11-23T03:01:03.000Z'));
  });

  it('is taken off, and taking it off twice is harmless', async () => {
    await revoke();
    await revoke({ undo: true });
    expect(role).toEqual(before);
    await revoke({ undo: true });
    expect(role).toEqual(before);
  });
});

describe('nothing is written', () => {
  it.each<[string, RegExp, () => void, Partial<RevokeRequest>]>([
    [
      'for an incident that does not exist',
      /there is no incident ASIAX-1/,
      () => {},
      { incidentId: 'ASIAX-1' },
    ],
    [
      'for an incident that knows no principal',
      /there is no incident .* about a principal/,
      () => {
        recorded = incident({ incidentId, principal: null });
      },
      {},
    ],
    [
      'for an incident about a user',
      /is not about a session of a role/,
      () => {
        recorded = incident({ incidentId });
      },
      {},
    ],
    [
      'for an incident that does not say which session',
      /does not say which session/,
      () => {
        delete recorded?.session;
      },
      {},
    ],
    [
      'on a role of Tourniquet itself',
      /is a role of Tourniquet itself/,
      () => (ownRoles = ['arn:*:role/ci/*']),
      {},
    ],
    ['up to a moment to come', /is in the future/, () => {}, { issuedBefore: '2026-11-23T03:01:02.001Z' }],
    ['on a role that is gone', /does not exist any more/, () => (role.name = 'other'), {}],
    ['on a role that was made anew', /does not exist any more/, () => (role.id = 'AROA2'), {}],
    [
      'on a service-linked role',
      /lets nobody change .*service-linked/,
      () => (role.path = '/aws-service-role/ecs.amazonaws.com/'),
      {},
    ],
    [
      'on a role of Identity Center',
      /lets nobody change .*identity-center/,
      () => (role.path = '/aws-reserved/sso.amazonaws.com/'),
      {},
    ],
    ['over a policy that is not ours', /somebody changed the policy/, () => put({ Statement: [] }), {}],
    ['over what is no JSON', /somebody changed the policy/, () => (role.policies[ourPolicy] = '{'), {}],
    [
      'over the deny of another session',
      /somebody changed the policy/,
      () => put(denyDocument(role.id, { name: 'other', issuedBefore })),
      {},
    ],
  ])('%s', async (_, words, change, request) => {
    change();
    const stands = structuredClone(role);
    for (const undo of [false, true]) await expect(revoke({ ...request, undo })).rejects.toThrow(words);
    expect(role).toEqual(stands);
    expect(changes(account.mock)).toEqual([]);
  });

  it('that the request could name: no role, no session', async () => {
    const request = { undo: false, roleName: 'other', session: { name: 'other' }, policy: '{}' };
    await revoke(request);
    expect(Object.keys(role.policies).sort()).toEqual([ourPolicy, 'bystander']);
    expect(written()).toEqual(deny());
  });

  it('later than a clock that is a minute ahead', async () => {
    await revoke({ issuedBefore: '2026-11-23T03:01:02.000Z' });
    expect(written()).toEqual(deny('2026-11-23T03:01:02.000Z'));
  });
});
