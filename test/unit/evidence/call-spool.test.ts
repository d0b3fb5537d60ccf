import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallSpool, CallsNotKept, type SpooledCalls } from '#lib/evidence/call-spool.ts';
import type { Json } from '#lib/investigation/detail.ts';
import { investigateFiles, investigateRecords } from '#lib/investigation/offline.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { createAccessKey, createUser } from '#test/fixtures/cloudtrail/iam.ts';
import { assumeRole, sessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record, refused } from '#test/fixtures/cloudtrail/record.ts';
import { first, inDeploy, leaked, second, thief } from '#test/unit/investigation/lineage.ts';

let within: string;
let spool: CallSpool;

beforeEach(async () => {
  within = await mkdtemp(path.join(tmpdir(), 'tourniquet-test-'));
  spool = await CallSpool.open(within);
});
afterEach(async () => {
  await spool.dispose();
  await rm(within, { recursive: true });
});

const keep = (detail: Json, by = leaked): void => spool.keep(readRecord(detail), detail, by);
const called = (minutes: number, more: Json = {}): Json => record(thief, 's3:ListBuckets', at(minutes), more);

const fileOf = ({ files }: SpooledCalls, name: string): string => {
  const body = files.find(({ path: of }) => of === name)?.body;
  if (typeof body !== 'object') throw new Error(`there is no ${name}`);
  return body.file;
};
const linesOf = (spooled: SpooledCalls, name: string): Json[] =>
  gunzipSync(readFileSync(fileOf(spooled, name)))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('spooled calls', () => {
  it('are lines of a gzip file for each Region, that only their owner can read', async () => {
    keep(called(2, { awsRegion: 'us-east-1' }));
    keep(called(1));
    keep(called(3));
    const spooled = await spool.finish();
    expect(spooled.files.map(({ path: of, contentType }) => [of, contentType])).toEqual([
      ['events/eu-west-1.jsonl.gz', 'application/gzip'],
      ['events/us-east-1.jsonl.gz', 'application/gzip'],
    ]);
    expect(linesOf(spooled, 'events/eu-west-1.jsonl.gz').map(({ eventTime }) => eventTime)).toEqual([
      at(1),
      at(3),
    ]);
    const file = fileOf(spooled, 'events/us-east-1.jsonl.gz');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('read again tell the same: the lineage, what it did, and when', async () => {
    const records = JSON.parse(
      JSON.stringify([
        called(1),
        assumeRole(thief, first, at(2), { role: 'deploy', session: 'x' }),
        record(inDeploy('x', first), 'ec2:RunInstances', at(3), { awsRegion: 'us-east-1' }),
        createUser(inDeploy('x', first), at(4), 'backdoor'),
        createAccessKey(thief, second, at(5), 'backdoor'),
        refused(called(6)),
      ]),
    );
    const asked = { accessKeyId: leaked };
    const { notes: _, coverage: __, ...before } = investigateRecords(asked, records, spool);
    const { files } = await spool.finish();
    const paths = files.map(({ body }) => (typeof body === 'object' ? body.file : body));
    const { notes: ___, coverage, ...after } = await investigateFiles(asked, paths);
    expect(after).toEqual(before);
    expect(before.credentials.map(({ id }) => id)).toEqual([leaked, first, second]);
    expect(coverage.every(({ complete }) => complete)).toBe(true);
    for (const { body } of files)
      if (typeof body === 'object')
        expect(gunzipSync(readFileSync(body.file)).toString()).not.toContain(sessionToken);
  });

  it('of which there are many are packed in pieces that are one file', async () => {
    const padding = 'a b '.repeat(2_000);
    for (let minutes = 0; minutes < 200; minutes += 1)
      keep(called(minutes, { requestParameters: { padding: `${minutes} ${padding}` } }));
    const spooled = await spool.finish();
    const lines = linesOf(spooled, 'events/eu-west-1.jsonl.gz');
    expect(lines.map(({ eventTime }) => eventTime)).toEqual(lines.map((_, minutes) => at(minutes)));
    expect(lines).toHaveLength(200);
  });

  it.each([
    '../../etc/passwd',
    '/etc',
    'EU-WEST-1',
    'eu-west-1\0',
    'eu-west-1/../..',
    '',
    'a'.repeat(10_000),
    'constructor',
  ])('of a Region that no file may be named after are in one for all such: %j', async (awsRegion) => {
    keep(called(1, { awsRegion }));
    keep(called(2, { awsRegion: 'other' }));
    const spooled = await spool.finish();
    expect(spooled.files.map(({ path: of }) => of)).toEqual(['events/other.jsonl.gz']);
    expect(linesOf(spooled, 'events/other.jsonl.gz')).toHaveLength(2);
  });

  it('are in a bounded number of files, whatever Regions the records name', async () => {
    for (let number = 0; number < 300; number += 1) keep(called(1, { awsRegion: `eu-west-${number}` }));
    const { files, callsInAll } = await spool.finish();
    expect(files).toHaveLength(65);
    expect(callsInAll).toBe(300);
  });

  it('stand beside what they hang by, which is no call of the lineage', async () => {
    const link = called(1);
    spool.keepLink(readRecord(link), link);
    const spooled = await spool.finish();
    expect(linesOf(spooled, 'events/eu-west-1.jsonl.gz')).toMatchObject([{ eventTime: at(1) }]);
    expect(spooled).toMatchObject({ calls: [], callsInAll: 0 });
  });

  it('leave nothing behind when they are disposed of, also twice', async () => {
    keep(called(1));
    await spool.finish();
    await spool.dispose();
    await spool.dispose();
    expect(await readdir(within)).toEqual([]);
  });

  it('may be none', async () => {
    expect(await spool.finish()).toEqual({ files: [], calls: [], callsInAll: 0 });
  });
});

describe('where the disk fails', () => {
  const breakDisk = async (): Promise<void> => {
    const [folder = ''] = readdirSync(within);
    await rm(path.join(within, folder), { recursive: true });
    // No folder can be made where a file stands, and no file be opened below it.
    writeFileSync(path.join(within, folder), '');
  };

  it('no call is a fault, and the end says clearly that they could not be kept', async () => {
    await breakDisk();
    for (let minutes = 0; minutes < 3; minutes += 1) keep(called(minutes));
    const end = spool.finish();
    await expect(end).rejects.toThrow(CallsNotKept);
    await expect(end).rejects.toThrow(
      'the calls could not be written to the temporary folder of this machine: ENOTDIR',
    );
    await expect(spool.finish()).rejects.toThrow(CallsNotKept);
  });

  it('what the page shows is known all the same', async () => {
    await breakDisk();
    for (let minutes = 0; minutes < 3; minutes += 1) keep(called(minutes));
    expect(await spool.whole()).toMatchObject({
      files: [],
      callsInAll: 3,
      calls: [{ by: leaked }, {}, {}],
      missing: expect.stringContaining('could not be written'),
    });
  });

  it('a call that comes after the end is told of, and not written to what was closed', async () => {
    keep(called(1));
    await spool.finish();
    keep(called(2));
    await expect(spool.finish()).rejects.toThrow(CallsNotKept);
  });
});

describe('the calls that the page shows', () => {
  it('tell who called what, when, from where and how it ended', async () => {
    keep(refused(called(1, { readOnly: true })), first);
    expect((await spool.finish()).calls).toEqual([
      {
        at: at(1).replace('Z', '.000Z'),
        region: 'eu-west-1',
        eventSource: 's3.amazonaws.com',
        eventName: 'ListBuckets',
        by: first,
        ip: thief.ip,
        userAgent: thief.userAgent,
        readOnly: true,
        errorCode: 'AccessDenied',
        tactic: 'discovery',
      },
    ]);
  });

  it('are all of a small incident, in the order of time, those without a time that can be right last', async () => {
    for (const minutes of [3, 1, 2]) keep(called(minutes));
    keep(called(0, { eventTime: 'soon' }));
    keep(called(0, { eventTime: '9999-01-01T00:00:00Z' }));
    expect((await spool.whole()).calls.map((call) => call.at)).toEqual([
      ...[1, 2, 3].map((minutes) => at(minutes).replace('Z', '.000Z')),
      null,
      '9999-01-01T00:00:00.000Z',
    ]);
  });

  it('are the first and the last thousand of a large one, in whatever order they come', async () => {
    const many = 12_000;
    const read = readRecord(called(0));
    for (let number = 0; number < many; number += 1) {
      const second = (number * 7_919) % many;
      const eventTime = new Date(Date.UTC(2026, 4, 4) + second * 1_000).toISOString();
      spool.keep({ ...read, eventTime }, { eventTime }, leaked);
    }
    const { calls, callsInAll } = await spool.whole();
    const seconds = calls.map((call) => (Date.parse(call.at ?? '') - Date.UTC(2026, 4, 4)) / 1_000);
    const from = (start: number) => Array.from({ length: 1_000 }, (_, number) => start + number);
    expect(seconds).toEqual([...from(0), ...from(many - 1_000)]);
    expect(callsInAll).toBe(many);
  });

  it('without any time that can be right leave their room to the others', async () => {
    for (let number = 0; number < 5_000; number += 1) keep(called(0, { eventTime: '0001-01-01T00:00:00Z' }));
    keep(called(1));
    const { calls } = await spool.whole();
    expect(calls).toHaveLength(2_000);
    expect(calls[0]?.at).toBe(at(1).replace('Z', '.000Z'));
  });

  it('have no text longer than anybody reads', async () => {
    const long = 'x y '.repeat(5_000);
    keep(
      called(1, {
        awsRegion: long,
        eventSource: long,
        eventName: long,
        userAgent: long,
        sourceIPAddress: long,
        errorCode: long,
      }),
      `console-session:${long}`,
    );
    const [call] = (await spool.whole()).calls;
    for (const text of Object.values(call ?? {}))
      if (typeof text === 'string') expect(text.length).toBeLessThanOrEqual(700);
  });
});
