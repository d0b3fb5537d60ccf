import { IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { containDescendant } from '#lib/containment/descendant.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';
import { logger } from '#lib/platform/logger.ts';
import { descendant, otherUser, root, stepsOf, things } from './descendants.ts';
import { type FakeRole, fakeRole } from './fake-role.ts';
import { alert, type Responder, responder } from './responder.ts';

// The pauses between two looks at IAM are real time and tell nothing here.
vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
}));
vi.spyOn(logger, 'error').mockReturnValue();
vi.spyOn(logger, 'info').mockReturnValue();

let at: Responder;
let role: FakeRole;

/** Calls that are left until the process dies, and whether the last one is still carried out. */
let life: { calls: number; lastIsDone: boolean };
const immortal = { calls: Number.POSITIVE_INFINITY, lastIsDone: true };

const mortal = async <T>(call: () => Promise<T>): Promise<T> => {
  life.calls -= 1;
  if (life.calls >= 0) return call();
  if (life.calls === -1 && life.lastIsDone) await call();
  throw new Error('the process died');
};

/** The same dependencies, where every call to the store and to IAM may be the last one. */
const dying = (): Parameters<typeof containDescendant>[1] => {
  const every = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => mortal(async () => Reflect.apply(value, target, given));
      },
    });
  const iam = new IAMClient({ region: 'us-east-1' });
  const send = iam.send.bind(iam);
  Object.assign(iam, { send: (command: never) => mortal(async () => send(command)) });
  const store = every(at.store);
  return { ...at.deps, store, iamFor: async () => iam };
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  life = immortal;
  at = await responder();
  role = fakeRole(at.account.mock);
  otherUser(at);
  await at.respond(alert);
});
afterEach(() => vi.useRealTimers());

const standing = async () => {
  const found = await at.store.descendantsOf(root);
  return {
    users: at.account.others.map(({ keys, policies, boundary }) => ({ keys, policies, boundary })),
    role: { attached: role.attached, boundary: role.boundary, inline: Object.keys(role.policies) },
    incidents: found.map((incident) => [incident.incidentId, incident.status, stepsOf(incident)]),
    befores: found.map(({ steps }) => steps.map(({ id, before }) => [id, before])),
  };
};

describe.each(['key', 'userKey', 'user', 'role', 'roleSession'] as const)(
  'of a run that contains %s',
  (name) => {
    it('and dies at any call, the message that comes again leads to the same', async () => {
      const message = descendant(things[name]);
      let [died, wanted] = [0, ''];
      for (let calls = 0; ; calls += 0.5) {
        at = await responder();
        role = fakeRole(at.account.mock);
        otherUser(at);
        life = immortal;
        await at.respond(alert);
        life = { calls: Math.floor(calls), lastIsDone: calls % 1 !== 0 };
        const run = await containDescendant(message, dying()).catch((error: Error) => error);
        const alive = !(run instanceof Error);
        if (!alive) expect(run.message).toContain('the process died');
        if (!alive) died += 1;
        life = immortal;
        vi.setSystemTime(Date.now() + leaseMilliseconds + 1);
        await containDescendant(message, at.deps);
        const stands = JSON.stringify(await standing());
        wanted ||= stands;
        expect(stands, `after ${calls} calls`).toBe(wanted);
        if (alive) break;
      }
      expect(died).toBeGreaterThan(10);
    });
  },
);
