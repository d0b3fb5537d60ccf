import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedactedLines } from '#lib/evidence/redacted-line.ts';
import type { DeepTrail } from '#lib/investigation/deep-trail.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { type InvestigateDeps, investigate } from '#lib/investigation/investigate.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { CallKeeper } from '#lib/investigation/kept-call.ts';
import { investigateFiles, investigateRecords } from '#lib/investigation/offline.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { service, userArn, withIdentity } from '#test/fixtures/cloudtrail/callers.ts';
import { runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { stories } from '#test/property/lineage/steps.ts';
import { delivered, worldOf } from '#test/property/lineage/story.ts';
import { leaked as leakedThere } from '#test/property/lineage/world.ts';
import { colleague, first, inDeploy, leaked, owner, second, thief } from './lineage.ts';
import { recordsStand } from './live-trail.ts';
import { testTrail } from './world.ts';

class Kept implements CallKeeper {
  readonly calls: { id: string; detail: Json; by: string }[] = [];

  keep({ eventId }: Parameters<CallKeeper['keep']>[0], detail: Json, by: string): void {
    this.calls.push({ id: eventId, detail, by });
  }

  readonly links: { id: string; detail: Json }[] = [];

  keepLink({ eventId }: Parameters<CallKeeper['keepLink']>[0], detail: Json): void {
    this.links.push({ id: eventId, detail });
  }

  get ids(): string[] {
    return this.calls.map(({ id }) => id).sort();
  }
}

let kept: Kept;
beforeEach(() => {
  kept = new Kept();
  vi.useFakeTimers({ now: new Date(at(60)), toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());

const named = (eventID: string, detail: Json): Json => JSON.parse(JSON.stringify({ ...detail, eventID }));
const story = [
  named('issued', assumeRole(thief, first, at(1), { role: 'deploy', session: 'a' })),
  named('by-session', record(inDeploy('a', first), 's3:ListBuckets', at(2))),
  named('refused', refused(record(thief, 's3:ListBuckets', at(3)))),
  named('of-another', record(colleague, 's3:ListBuckets', at(4))),
];
const ours = ['by-session', 'issued', 'refused'];

const eventsOf = ({ credentials }: Investigation): string[] =>
  credentials
    .filter(({ events }) => events > 0)
    .map(({ id, events }) => `${id} ${events}`)
    .sort();
const keptOf = ({ calls }: Kept): string[] =>
  [...Map.groupBy(calls, ({ by }) => by)].map(([id, of]) => `${id} ${of.length}`).sort();

/** The lineage and its counts, in whatever order the records were read. */
const theSame = ({ credentials, events, failed, timeline, firstDenied }: Investigation) => ({
  ...{ events, failed, timeline, firstDenied },
  links: credentials
    .map((each) => `${each.id} ${each.kind} ${each.via} ${each.certain} ${each.events}`)
    .sort(),
});

describe('calls of records', () => {
  it('are kept whole, with the credential that made them', () => {
    investigateRecords({ accessKeyId: leaked }, story, kept);
    expect(kept.ids).toEqual(ours);
    expect(kept.calls.find(({ id }) => id === 'by-session')).toEqual({
      id: 'by-session',
      detail: story[1],
      by: first,
    });
  });

  it('are kept once, however often they stand there and are read, and only those in the time asked for', () => {
    const asked = { accessKeyId: leaked, from: new Date(at(2)) };
    investigateRecords(asked, [...story.toReversed(), ...story, ...story], kept);
    expect(kept.ids).toEqual(['by-session', 'refused']);
  });

  it('of a whole story are those that are counted, and with what they hang by they tell the same again', () => {
    let [inferred, links] = [0, 0];
    const lines = new RedactedLines();
    fc.assert(
      fc.property(stories, ({ steps, delivery }) => {
        kept = new Kept();
        const records = delivered(worldOf(steps).records, delivery);
        const found = investigateRecords({ accessKeyId: leakedThere }, records, kept);
        expect(keptOf(kept)).toEqual(eventsOf(found));
        expect(new Set(kept.ids).size).toBe(kept.calls.length);
        links += kept.links.length;
        const written = [...kept.calls, ...kept.links].map(({ detail }) => JSON.parse(lines.of(detail)));
        expect(theSame(investigateRecords({ accessKeyId: leakedThere }, written))).toEqual(theSame(found));
        inferred += found.credentials.filter(({ certain, events }) => !certain && events > 0).length;
      }),
      { numRuns: process.env['LONG'] ? 2_000 : 100, seed: 7 },
    );
    expect(inferred).toBeGreaterThan(0);
    expect(links).toBeGreaterThan(0);
  });

  it('of others that show how a credential was issued are kept apart, once', () => {
    const handedOut = named(
      'handed-out',
      assumeRole(service('ec2.amazonaws.com'), second, at(2), {
        role: 'app',
        session: 'i-0aa11bb22cc33dd44',
      }),
    );
    const start = named('start', runInstances(thief, at(1), ['i-0aa11bb22cc33dd44'], 'app'));
    const found = investigateRecords({ accessKeyId: leaked }, [start, handedOut, handedOut, ...story], kept);
    expect(found.credentials.map(({ id }) => id)).toContain(second);
    expect(kept.links).toEqual([{ id: 'handed-out', detail: handedOut }]);
    expect(kept.ids).toEqual(['by-session', 'issued', 'refused', 'start']);
  });

  it('of files are kept in the last reading', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tourniquet-test-'));
    try {
      await writeFile(path.join(folder, 'one.json'), JSON.stringify({ Records: story.toReversed() }));
      await writeFile(path.join(folder, 'two.json'), JSON.stringify({ Records: story }));
      await investigateFiles({ accessKeyId: leaked }, [folder], undefined, kept);
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(kept.ids).toEqual(ours);
  });
});

/** A trail in S3 that tells of these. */
const tellingOf =
  (details: readonly Json[]): DeepTrail =>
  async (_, take) => {
    take(details.map((detail) => ({ record: readRecord(detail), detail })));
    return [];
  };

describe('calls that are looked up', () => {
  const look = (
    subject: Parameters<typeof investigate>[0],
    deps: Partial<InvestigateDeps> = {},
  ): Promise<Investigation> =>
    investigate(subject, {
      ...testTrail(),
      enabledRegions: async () => ({ regions: ['eu-west-1'] }),
      keeper: kept,
      ...deps,
    });

  it('are kept once, also where the trail in S3 tells of them again', async () => {
    recordsStand(story);
    const deep = vi.fn(tellingOf(story));
    const found = await look({ accessKeyId: leaked }, { deep });
    expect(deep).toHaveBeenCalled();
    expect(kept.ids).toEqual(ours);
    expect(keptOf(kept)).toEqual(eventsOf(found));
  });

  it('of a reported user are all under its name, once', async () => {
    const { accessKeyId: _, ...identity } = owner.identity;
    const byNoKey = record({ ...owner, identity }, 's3:ListBuckets', at(5));
    recordsStand([
      ...story,
      named('by-owner', record(owner, 's3:ListBuckets', at(4))),
      named('by-no-key', byNoKey),
    ]);
    const found = await look({ user: { name: 'ci' } });
    expect(kept.ids).toEqual(['by-no-key', 'by-owner', ...ours]);
    expect(kept.calls.find(({ id }) => id === 'by-no-key')?.by).toBe(`user:${userArn('ci')}`);
    expect(found.events).toBe(kept.calls.length);
  });

  it('under the name that no key is known for count once, although the trail in S3 tells of them again', async () => {
    const nobody = withIdentity(owner, { accessKeyId: undefined });
    const call = named('by-no-key', record(nobody, 's3:ListBuckets', at(5)));
    const byKey = named('by-owner', record(owner, 's3:ListBuckets', at(4)));
    recordsStand([call, byKey]);

    const found = await look({ user: { name: 'ci' } }, { deep: tellingOf([call]) });
    expect(kept.ids).toEqual(['by-no-key', 'by-owner']);
    expect(found.events).toBe(2);
  });
});
