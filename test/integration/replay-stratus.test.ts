import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Json, part } from '#lib/investigation/detail.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { investigateFiles, investigateRecords } from '#lib/investigation/offline.ts';
import { historyBefore } from './stratus/history.ts';
import { atHand, folder, stratus } from './stratus/recordings.ts';
import { type Expected, table } from './stratus/table.ts';
import { callerOf, issuedBySomebody } from './stratus/walk.ts';

/** One attack a file, recorded by Stratus Red Team: replayed only where the files are at hand. */
const recordings = new Map(stratus().map(({ file, records }) => [file, records]));
const total = [...recordings.values()].reduce((sum, records) => sum + records.length, 0);
console.info(
  atHand
    ? `Replayed ${recordings.size} recorded attacks, ${total} records.`
    : 'No recorded attacks at hand: skipped.',
);

const rows = table.filter(({ file }) => recordings.has(file));
const recordsOf = ({ file }: Expected): Json[] => recordings.get(file) ?? [];
const name = (file: string): string => file.replace(/^.*\/aws\.|\.json$/g, '');

describe.each(rows.filter(({ key }) => key !== null).map((row) => [name(row.file), row] as const))(
  '%s',
  (_, row) => {
    const accessKeyId = row.key ?? '';
    const found = (): Investigation => investigateRecords({ accessKeyId }, recordsOf(row));

    it(`${accessKeyId} has the credentials that the recording holds, and no other`, () => {
      const [key, ...issued] = found().credentials;
      expect(key).toMatchObject({
        id: accessKeyId,
        kind: row.kind ?? 'access-key',
        issuedBy: null,
        certain: true,
      });
      const told = issued.map(({ id, kind, issuedBy, via, certain, events, failed }) => ({
        ...{ id, kind, issuedBy, via, certain, events, failed: failed ?? 0 },
      }));
      expect(told.sort((one, other) => one.id.localeCompare(other.id))).toEqual(row.issued ?? []);
    });

    it('has the right counts', () => {
      const { events, failed } = found();
      expect({ events, failed }).toEqual({ events: row.events, failed: row.failed });
    });

    it('has made and touched what the recording says', () => {
      const { created, touched = [] } = found();
      const told = created.map(({ type, id, removedAt }) => ({
        type,
        id,
        ...(removedAt ? { removedAt } : {}),
      }));
      for (const thing of row.created ?? []) expect(told).toContainEqual(thing);
      const changed = [...touched, ...created].map(({ id }) => id);
      for (const id of row.touched ?? []) expect(changed.filter((each) => each.includes(id))).not.toEqual([]);
      const expected = [...(row.created ?? []).map(({ id }) => id), ...(row.touched ?? [])];
      expect(changed.filter((id) => !expected.some((each) => id.includes(each)))).toEqual([]);
    });

    it('has the techniques', () => {
      const ids = found().techniques.map(({ id }) => id);
      for (const one of row.techniques)
        expect(one.split('|')).toSatisfy((any: string[]) => any.some((id) => ids.includes(id)));
    });
  },
);

describe.each(rows.filter(({ key }) => key?.startsWith('AKIA')).map((row) => [name(row.file), row] as const))(
  "%s, with months of the workload's own history",
  (_, row) => {
    const accessKeyId = row.key ?? '';
    const recorded = recordsOf(row);
    const identity = part(recorded.find((record) => callerOf(record) === accessKeyId)?.['userIdentity']);
    const { records, descendants } = historyBefore(recorded, identity);
    const times = recorded.map(({ eventTime }) => Date.parse(String(eventTime)));
    const start = Math.min(...times);

    it.each([
      ['nobody says when it leaked', undefined],
      ['it was reported as the recording begins', start - 1000],
      ['it was reported, having been public for ten days', start - 10 * 86_400_000],
    ])('%s: nothing of the workload is contained, and nothing of the thief is lost', (_, reported) => {
      const reportedAt = reported === undefined ? {} : { reportedAt: new Date(reported) };
      const { credentials } = investigateRecords({ accessKeyId, ...reportedAt }, [...records, ...recorded]);
      const verdicts = new Map(credentials.map(({ id, verdict }) => [id, verdict?.what]));
      const own = credentials.filter(({ id }) => descendants.has(id));
      expect(own).toHaveLength(descendants.size);
      expect(own.filter(({ verdict }) => verdict === undefined || verdict.what === 'contain')).toEqual([]);
      // Two sessions of one name are held by one deny.
      const thiefs = issuedBySomebody(recorded).map(({ id }) => verdicts.get(id));
      expect(thiefs.filter((what) => what !== 'contain' && what !== 'covered')).toEqual([]);
      expect(thiefs.length === 0 || thiefs.includes('contain')).toBe(true);
    });
  },
);

it('holds one row or more for every recording', () => {
  expect(new Set(rows.map(({ file }) => file))).toEqual(new Set(recordings.keys()));
  expect(recordings.size).toBe(atHand ? 18 : 0);
});

it.runIf(atHand)('reads the same from all files at once as from the records of one', async () => {
  // What has ended is judged by the newest record, which is another one.
  const links = ({ credentials }: Investigation) => credentials.map(({ verdict: _, ...link }) => link);
  for (const row of rows.filter(({ key, issued }) => key !== null && issued !== undefined)) {
    const question = { accessKeyId: row.key ?? '' };
    const fromFiles = await investigateFiles(question, [join(folder, 'stratus-red-team')]);
    expect(links(fromFiles)).toEqual(links(investigateRecords(question, recordsOf(row))));
  }
});
