import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { NothingReadable } from '#lib/investigation/files/read-trail-files.ts';
import { investigateFiles, type Progress } from '#lib/investigation/offline.ts';
import { abroad, from, office, roleSession, user } from '#test/fixtures/cloudtrail/callers.ts';
import { createFunction, runInstances } from '#test/fixtures/cloudtrail/compute.ts';
import { createAccessKey, createUser } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { folderOf } from './files/given.ts';
import { colleague, first, found, inDeploy, investigated, leaked, second, thief } from './lineage.ts';

const iso = (time: string): string => time.replace('Z', '.000Z');
const assumed = assumeRole(thief, first, at(0), { role: 'deploy', session: 'a' });
const acts = record(inDeploy('a', first), 's3:ListBuckets', at(1));
const inRegion = (awsRegion: string, detail: Json): Json => ({ ...detail, awsRegion });
const logOf = (...records: Json[]): string => JSON.stringify({ Records: records });

describe('files', () => {
  it('give one row a Region, complete where every file was read whole', async () => {
    const folder = await folderOf({
      'one.json': logOf(assumed, inRegion('us-east-1', acts)),
      'two.json.gz': gzipSync(logOf(record(colleague, 's3:ListBuckets', at(9)))),
    });
    const { coverage, window, events, notes } = await investigateFiles({ accessKeyId: leaked }, [folder]);
    const row = { source: 'files', complete: true };
    expect(coverage).toEqual([
      { ...row, region: 'eu-west-1', events: 2, oldest: iso(at(0)), newest: iso(at(9)) },
      { ...row, region: 'us-east-1', events: 1, oldest: iso(at(1)), newest: iso(at(1)) },
    ]);
    expect(window).toEqual({ from: iso(at(0)), to: iso(at(9)) });
    expect(events).toBe(2);
    expect(notes).toHaveLength(1);
  });

  it('of which some could not be read whole make no row complete, and are named', async () => {
    const whole = gzipSync(logOf(assumed, acts));
    const broken = Object.fromEntries(
      [1, 2, 3, 4, 5].map((number) => [`broken-${number}.json.gz`, whole.subarray(0, whole.length - 20)]),
    );
    const folder = await folderOf({ 'a.json': logOf(assumed, inRegion('us-east-1', acts)), ...broken });
    const { coverage, notes, events } = await investigateFiles({ accessKeyId: leaked }, [folder]);
    expect(coverage.map(({ complete }) => complete)).toEqual([false, false]);
    for (const { reason } of coverage)
      expect(reason).toMatch(/^not every file was read whole: .*broken-1.*broken-2.*broken-3\S+ and 2 more$/);
    expect(notes.filter((note) => /broken-\d\.json\.gz: /.test(note))).toHaveLength(5);
    expect(events).toBe(2);
  });

  it('with more problems than anybody reads are told in part', async () => {
    const line = JSON.stringify(acts);
    const damaged = [line, 'not JSON', line, 'nor this', line, '{"cut":'].join('\n');
    const broken = Object.fromEntries(
      Array.from({ length: 23 }, (_, number) => [`${number}.jsonl`, damaged]),
    );
    const { notes } = await investigateFiles({ accessKeyId: leaked }, [await folderOf(broken)]);
    const problems = notes.filter((note) => note.includes('.jsonl: '));
    expect(problems).toHaveLength(20);
    expect(problems).toContainEqual(expect.stringMatching(/\(2 times\), first at \S+.*\.$/));
    expect(notes).toContainEqual(expect.stringMatching(/^and \d+ more problems? with the files\.$/));
  });

  it('of which nothing can be read are an error', async () => {
    const folder = await folderOf({ 'one.json': '{' });
    await expect(investigateFiles({ accessKeyId: leaked }, [folder])).rejects.toThrow(NothingReadable);
    await expect(investigateFiles({ accessKeyId: leaked }, [`${folder}/nowhere`])).rejects.toThrow(
      NothingReadable,
    );
  });

  it('are read until they tell nothing new, and then to count', async () => {
    const instance = 'i-0aa11bb22cc33dd44';
    const inside = roleSession('worker', instance, second, { ec2RoleDelivery: '2.0' });
    const folder = await folderOf({
      'a.json': logOf(
        record(inside, 's3:ListBuckets', at(2)),
        runInstances(thief, at(0), [instance], 'worker'),
      ),
    });
    const seen: Progress[] = [];
    const result = await investigateFiles({ accessKeyId: leaked }, [folder], (told) =>
      seen.push({ ...told }),
    );
    expect(found(result, second)).toMatchObject({ certain: true, events: 1 });
    expect(seen[0]).toMatchObject({ reading: 1, file: 1, files: 1 });
    const readings = [...new Set(seen.map(({ reading }) => reading))];
    expect(readings).toEqual(readings.map((_, index) => index + 1));
    expect(readings.length).toBeGreaterThan(2);
  });
});

it('a folder may hold what is no trail; a file that was named has to be one', async () => {
  const folder = await folderOf({
    'a.json': logOf(assumed),
    LICENSE: 'Permission is hereby granted',
    'package.json': '{"name":"x"}',
  });
  const completeOf = async (...paths: string[]) =>
    (await investigateFiles({ accessKeyId: leaked }, paths)).coverage.map(({ complete }) => complete);
  expect(await completeOf(folder)).toEqual([true]);
  expect(await completeOf(`${folder}/a.json`, `${folder}/LICENSE`)).toEqual([false]);
  const torn = await folderOf({ 'a.json': logOf(assumed), 'b.log': 'no record at all' });
  expect(await completeOf(torn)).toEqual([false]);
});

it('a lineage that goes on and on is followed to an end, which is said', () => {
  const name = (hop: number): string => `i-0aa11bb22cc33d${String(hop).padStart(3, '0')}`;
  const chain = (hops: number): Json[] =>
    Array.from({ length: hops }, (_, hop) => {
      const id = `ASIAT3SKF7WXYHOP${1000 + hop}`;
      const inside = roleSession('worker', name(hop), id, { ec2RoleDelivery: '2.0', creationDate: at(hop) });
      return runInstances(hop === 0 ? thief : inside, at(hop), [name(hop + 1)], 'worker');
    }).toReversed();
  const note = 'These records were read 25 times, and may hold more of the lineage.';
  expect(investigated(chain(10)).notes).not.toContain(note);
  expect(investigated(chain(10)).credentials).toHaveLength(10);
  const long = investigated(chain(40));
  expect(long.notes).toContain(note);
  expect(long.credentials.length).toBeLessThan(40);
});

describe('a window', () => {
  const early = [
    createUser(thief, at(-120), 'support'),
    createAccessKey(thief, 'AKIAT3SKF7WXYMADEK2Y', at(-119), 'support'),
    record(user('support', 'AKIAT3SKF7WXYMADEK2Y'), 's3:ListBuckets', at(5)),
    record(thief, 's3:ListBuckets', at(30)),
  ];
  const asked = { from: new Date(at(0)), to: new Date(at(10)) };

  it('counts what lies in it, and follows what was issued before', () => {
    const investigation = investigated(early, asked);
    expect(investigation.window).toEqual({ from: iso(at(0)), to: iso(at(10)) });
    expect(investigation.events).toBe(1);
    expect(found(investigation, 'AKIAT3SKF7WXYMADEK2Y')).toMatchObject({
      issuedBy: leaked,
      issuedAt: iso(at(-119)),
      events: 1,
    });
    expect(investigation.created).toEqual([]);
    expect(investigation.coverage).toMatchObject([{ events: 1, oldest: iso(at(5)), newest: iso(at(5)) }]);
    expect(investigation.notes).toContainEqual(
      expect.stringMatching(/^3 records from .* are outside of the times asked for/),
    );
  });

  it('has its ends in it', () => {
    const edges = [0, 10].map((minutes) => record(thief, 's3:ListBuckets', at(minutes)));
    expect(investigated(edges, asked).events).toBe(2);
    expect(investigated(edges, { from: new Date(at(0.01)) }).events).toBe(1);
    expect(investigated(edges, { to: new Date(at(9.99)) }).events).toBe(1);
    expect(investigated(edges, { to: new Date(at(9.99)) }).notes).toContainEqual(
      expect.stringContaining('1 record from'),
    );
  });

  it('leaves nothing out of which nobody knows when it was', () => {
    expect(
      investigated([{ ...record(thief, 's3:ListBuckets', at(0)), eventTime: 'soon' }], asked).events,
    ).toBe(1);
  });
});

describe('without any record', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date(at(60)), toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('the window is now, and the notes say that there is no call', () => {
    const { window, coverage, notes, credentials } = investigated([]);
    expect(window).toEqual({ from: iso(at(60)), to: iso(at(60)) });
    expect(coverage).toEqual([]);
    expect(credentials).toHaveLength(1);
    expect(notes[0]).toBe(`No call of ${leaked} is in these records.`);
  });
});

describe('a time that cannot be right', () => {
  const odd = (eventTime: string): Json => ({ ...record(thief, 's3:ListBuckets', at(0)), eventTime });

  it('is counted and named, and does not stretch the trail', () => {
    const records = [record(thief, 's3:ListBuckets', at(5)), odd('1970-01-01T00:00:00Z')];
    const one = investigated(records);
    expect(one.events).toBe(2);
    expect(one.window).toEqual({ from: iso(at(5)), to: iso(at(5)) });
    expect(one.coverage).toMatchObject([{ events: 2, oldest: iso(at(5)), newest: iso(at(5)) }]);
    expect(one.notes).toContain('1 record has a time that cannot be right.');
    const two = investigated([...records, odd('9999-12-31T23:59:59Z')]);
    expect(two.window).toEqual(one.window);
    expect(two.notes).toContain('2 records have a time that cannot be right.');
  });

  it('does not tell when the leak began', () => {
    const { leak } = investigated([record(thief, 's3:ListBuckets', at(5)), odd('1970-01-01T00:00:00Z')]);
    expect(leak).toMatchObject({ at: iso(at(5)), by: 'foreign-use' });
  });
});

it('what stands in the records twice is counted once and said', () => {
  const { events, notes } = investigated([assumed, acts, acts, acts]);
  expect(events).toBe(2);
  expect(notes).toContain('2 events of the lineage stood in the records more than once: counted once.');
  expect(investigated([assumed, acts, acts]).notes).toContainEqual(expect.stringMatching(/^1 event of/));
});

describe('months of a pipeline with a thief in it', () => {
  const days = Array.from({ length: 60 }, (_, day) => -(day + 1) * 24 * 60);
  const pipeline = from(thief, office);
  const ids = days.map((_, day) => `ASIAT3SKF7WXYRUN${1000 + day}`);
  const months = days.flatMap((day, index) => [
    record(pipeline, 's3:ListBuckets', at(day)),
    assumeRole(pipeline, ids[index] ?? '', at(day + 1), { role: 'deploy', session: 'run' }),
    createUser(pipeline, at(day + 2), `agent-${index}`),
  ]);
  const theft = [
    record(thief, 'sts:GetCallerIdentity', at(-5)),
    assumed,
    createUser(thief, at(2), 'support'),
    createFunction(thief, at(3), 'resize', 'worker'),
  ];
  const investigation = investigated([...months, ...theft], { reportedAt: new Date(at(5)) });

  it('began with the first use that is foreign to it, before the report', () => {
    expect(investigation.leak).toMatchObject({ at: iso(at(-5)), by: 'foreign-use' });
    expect(investigation.sources.map(({ ip, pattern }) => [ip, pattern])).toEqual([
      [office.ip, 'usual'],
      [abroad.ip, 'foreign'],
    ]);
  });

  it('has contained what the thief issued and made, and nothing of the pipeline', () => {
    const contained = (all: readonly { id: string; verdict?: { what: string } }[]) =>
      all.filter(({ verdict }) => verdict?.what === 'contain').map(({ id }) => id);
    expect(contained(investigation.credentials)).toEqual([first]);
    expect(contained(investigation.created)).toEqual(['support']);
    expect(investigation.credentials.filter(({ verdict }) => verdict?.rule === 'older')).toHaveLength(60);
    expect(investigation.created.filter(({ verdict }) => verdict?.rule === 'older')).toHaveLength(60);
    expect(investigation.keepsDrawing).toHaveLength(1);
  });

  it('is known as a pipeline to whoever asks about the last days alone', () => {
    const lately = investigated([...months, ...theft], { from: new Date(at(-26 * 60)) });
    expect(lately.leak).toMatchObject({ at: iso(at(-5)), by: 'foreign-use' });
    const judged = lately.credentials.filter(({ id }) => ids.includes(id));
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.filter(({ verdict }) => verdict?.what === 'contain')).toEqual([]);
  });
});
