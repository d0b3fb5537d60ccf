import { describe, expect, it } from 'vitest';
import type { Incident } from '#lib/incident/incident.ts';
import { heldOf } from '#lib/investigation/descendants/held.ts';
import type { DescendantFound } from '#lib/signal/descendant.ts';
import { stranger, victim } from '#test/fixtures/cloudtrail/callers.ts';

const [first, decoy] = ['AIDAT3SKF7WXYEXAMPLE3', 'AIDAT3SKF7WXYEXAMPLE4'];

const incident = (
  incidentId: string,
  principal: { kind: 'user' | 'role'; name: string; id?: string },
  accountId: string | null = victim,
): Incident => ({
  incidentId,
  accessKeyId: null,
  accountId,
  principal: { ...principal, arn: '' },
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: '2026-05-04T08:00:00.000Z',
});

const holderOf = async (
  thing: DescendantFound['thing'],
  incidents: Incident[],
  root = incident('root', { kind: 'user', name: 'ci' }),
): Promise<string[]> => {
  const message: DescendantFound = {
    kind: 'descendant',
    incidentId: 'root',
    accountId: victim,
    issuedAt: '2026-05-04T08:00:00.000Z',
    how: 'made',
    thing,
  };
  const found = await heldOf('root', [{ about: ['it'], message }], {
    incidents: { find: async () => root, descendantsOf: async () => incidents },
    timeLeft: () => 0,
  });
  return found.map((held) => held.incident.incidentId);
};

const bob = { type: 'user', userName: 'bob' } as const;
const build = { type: 'role', roleName: 'build' } as const;

describe('what holds a descendant is an incident', () => {
  it('of the same name in the same account, and not of another account', async () => {
    const elsewhere = [
      incident('user-elsewhere', { kind: 'user', name: 'bob' }, stranger),
      incident('role-elsewhere', { kind: 'role', name: 'build' }, stranger),
    ];
    const here = [
      incident('user-here', { kind: 'user', name: 'bob' }),
      incident('role-here', { kind: 'role', name: 'build' }),
    ];
    expect(await holderOf(bob, elsewhere)).toEqual([]);
    expect(await holderOf(build, elsewhere)).toEqual([]);
    expect(await holderOf(bob, [...elsewhere, ...here])).toEqual(['user-here']);
    expect(await holderOf(build, [...elsewhere, ...here])).toEqual(['role-here']);
  });

  it('of the same unique id, whatever its name is by now, and not of another who has the name', async () => {
    const incidents = [
      incident('decoy', { kind: 'user', name: 'bob', id: decoy }),
      incident('renamed', { kind: 'user', name: 'svc-backup', id: first }),
    ];
    expect(await holderOf({ ...bob, userId: first }, incidents)).toEqual(['renamed']);
    expect(await holderOf({ ...bob, userId: first }, incidents.slice(0, 1))).toEqual([]);
  });

  it('of the leaked key, where the descendant is of its user: by account and id as well', async () => {
    const root = incident('root', { kind: 'user', name: 'bob', id: first });
    expect(await holderOf(bob, [], root)).toEqual(['root']);
    expect(await holderOf({ ...bob, userId: decoy }, [], root)).toEqual([]);
    expect(await holderOf(bob, [], { ...root, accountId: stranger })).toEqual([]);
  });
});
