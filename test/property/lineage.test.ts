import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownCredential } from '#lib/investigation/investigation.ts';
import { investigateRecords } from '#lib/investigation/offline.ts';
import { sessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { type Story, stories } from './lineage/steps.ts';
import { delivered, worldOf } from './lineage/story.ts';
import { leaked, type TrueLink, type World } from './lineage/world.ts';

const runs = { numRuns: process.env['LONG'] ? 5_000 : 500 };

const isKey = (id: string): boolean => !id.includes(':');

/** One line a credential, so that a difference is read at a glance. */
const line = (
  { id, kind, via, certain }: Pick<KnownCredential, 'id' | 'kind' | 'via' | 'certain'>,
  issuedBy: string | null | undefined,
  { events, failed }: { events: number; failed: number },
): string =>
  [
    `${id}: ${certain ? 'certain' : 'inferred'} ${kind} of ${issuedBy} by ${via}`,
    // ConsoleLogin and the like are signed by no key: what counts for a login is not told here.
    ...(isKey(id) ? [`${events} calls, ${failed} failed`] : []),
  ].join(', ');

const none = { events: 0, failed: 0 };

const told = ({ credentials }: { credentials: KnownCredential[] }, { links }: World): string[] =>
  credentials
    .slice(1)
    .map((one) => {
      const parents: (string | null)[] = links.get(one.id)?.issuedBy ?? [];
      // Where several opened the role that it comes from, each of them is right.
      const issuedBy = parents.includes(one.issuedBy) ? parents[0] : one.issuedBy;
      return line(one, issuedBy, { events: one.events, failed: one.failed ?? 0 });
    })
    .sort();

const truth = ({ links, counts }: World): string[] =>
  [...links.values()]
    .map((link: TrueLink) => line(link, link.issuedBy[0], counts.get(link.id) ?? none))
    .sort();

describe('a world whose truth is known', () => {
  const check = ({ steps, delivery }: Story): void => {
    const world = worldOf(steps);
    const investigation = investigateRecords({ accessKeyId: leaked }, delivered(world.records, delivery));

    expect(told(investigation, world)).toEqual(truth(world));
    const [key] = investigation.credentials;
    const { events, failed } = world.counts.get(leaked) ?? none;
    expect(key).toMatchObject({
      id: leaked,
      kind: 'access-key',
      issuedBy: null,
      via: null,
      certain: true,
      events,
    });
    expect(key?.failed ?? 0).toBe(failed);

    const certain = investigation.credentials.filter((one) => one.certain);
    expect(investigation.events).toBe(certain.reduce((sum, one) => sum + one.events, 0));
    expect(investigation.failed).toBe(certain.reduce((sum, one) => sum + (one.failed ?? 0), 0));
    const standing = world.made.filter(({ ours }) => ours).map(({ thing }) => thing);
    const created = investigation.created
      .filter(({ type }) => /::(User|Role)$/.test(type))
      .map(({ type, id, by }) => `${type} ${id} by ${by}`);
    expect(created.sort()).toEqual(standing.sort());
    expect(JSON.stringify(investigation)).not.toContain(sessionToken);
  };

  it('nothing certain is missed, nothing certain is invented, and what is inferred says so', () => {
    fc.assert(fc.property(stories, check), runs);
  });

  it('has chains of ten hops, loops, fans and lures often enough to mean something', () => {
    const worlds = fc.sample(stories, { numRuns: 100, seed: 7 }).map(({ steps }) => worldOf(steps));
    const sizes = (of: (world: World) => number) => worlds.filter((world) => of(world) > 0).length;
    const depth = ({ links }: World): number => {
      const up = (id: string): number => 1 + Math.max(0, ...(links.get(id)?.issuedBy ?? []).map(up));
      return Math.max(1, ...[...links.keys()].map(up)) - 10;
    };
    const inferred = ({ links }: World) => [...links.values()].filter(({ certain }) => !certain).length;
    const strangers = ({ actors }: World) => actors.filter(({ side }) => side === 'other').length;
    expect(sizes(depth)).toBeGreaterThan(10);
    expect(sizes(inferred)).toBeGreaterThan(15);
    expect(sizes(({ links }) => links.size - 20)).toBeGreaterThan(4);
    expect(sizes((world) => strangers(world) - 8)).toBeGreaterThan(40);
  });
});
