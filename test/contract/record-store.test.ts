import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { type RecordStore, recordKinds } from '#lib/incident/records.ts';
import { incidentTable, type Place, table, temporaryFolder } from './incident-stores.ts';

const day = 24 * 60 * 60_000;
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** Any text there is: half surrogates, white space, paths, names of every object's methods. */
const anyId = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', minLength: 400, maxLength: 900 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '.', '..', '../../x', '__proto__', 'constructor', 'a', 'A', 'a#b', 'sha256:', '\ud800'),
);

/** What every store keeps. `open` gives a new object for the same records: another process. */
const definesRecordStore = (name: string, open: () => RecordStore) =>
  describe(name, () => {
    let store: RecordStore;
    let id: string;

    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00Z') });
      store = open();
      id = `github:acme/shop#${randomUUID()}`;
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('puts a record once, and what came first stays', async () => {
      expect(await store.putOnce('note', id, { text: 'first', at: 1 })).toBe(true);
      expect(await open().putOnce('note', id, { text: 'second' })).toBe(false);
      expect(await store.get('note', id)).toEqual({ text: 'first', at: 1 });
    });

    it('lets one of 20 at once put it', async () => {
      const put = await Promise.all(
        Array.from({ length: 20 }, (_, n) => open().putOnce('seen', id, { by: n })),
      );
      expect(put.filter(Boolean)).toHaveLength(1);
      expect(await store.get('seen', id)).toEqual({ by: put.indexOf(true) });
    });

    it('gives back what JSON can hold, and an `incidentId` of its own', async () => {
      const fields = {
        incidentId: 'AKIA-1',
        recordId: 'x',
        empty: '',
        none: null,
        deep: { list: [1, 'two', { three: false }] },
        'a.b#c d': 'ü😀',
      };
      await store.putOnce('page', id, { ...fields, absent: undefined });
      expect(await store.get('page', id)).toEqual(fields);
      expect((await store.list('page'))[id]).toEqual(fields);
    });

    it('sets some fields, leaves the others and takes away what is undefined', async () => {
      await store.putOnce('page', id, { subject: 's', times: 1, acknowledgedAt: 'then' });
      await store.set('page', id, { times: 2, acknowledgedAt: undefined, never: undefined });
      expect(await store.get('page', id)).toEqual({ subject: 's', times: 2 });
      await store.set('page', id, {});
      expect(await store.get('page', id)).toEqual({ subject: 's', times: 2 });
    });

    it('makes a record by setting it', async () => {
      await store.set('dismissal', id, { reason: 'a decoy', until: undefined });
      expect(await store.get('dismissal', id)).toEqual({ reason: 'a decoy' });
      expect(await store.putOnce('dismissal', id, {})).toBe(false);
    });

    it('loses no field of 20 that are set at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, n) => open().set('page', id, { [`f${n}`]: n })));
      expect(Object.keys((await store.get('page', id)) ?? {})).toHaveLength(20);
    });

    it('removes a record, and one that is not there', async () => {
      await store.remove('page', id);
      await store.putOnce('page', id, {});
      await store.remove('page', id);
      expect(await store.get('page', id)).toBeUndefined();
      expect(await store.putOnce('page', id, {})).toBe(true);
    });

    it('keeps kinds apart', async () => {
      for (const kind of recordKinds) await store.putOnce(kind, id, { kind });
      for (const kind of recordKinds) {
        expect(await store.get(kind, id)).toEqual({ kind });
        expect((await store.list(kind))[id]).toEqual({ kind });
      }
      await store.remove('seen', id);
      expect(Object.keys(await store.list('seen'))).not.toContain(id);
      expect(Object.keys(await store.list('page'))).toContain(id);
    });

    it('lists every record of a kind, however many there are', async () => {
      // DynamoDB reads at most 1 MB at a time.
      const text = 'x'.repeat(20_000);
      const ids = Array.from({ length: 70 }, (_, n) => `${id}-${n}`);
      for (const each of ids) await store.putOnce('note', each, { text });
      const listed = Object.keys(await open().list('note'));
      expect(ids.filter((each) => !listed.includes(each))).toEqual([]);
      for (const each of ids) await store.remove('note', each);
    });

    it('takes any id, and tells any two apart', async () => {
      await fc.assert(
        fc.asyncProperty(anyId, anyId, async (one, other) => {
          fc.pre(one !== other);
          await store.set('dismissal', one, { id: one.length, of: 'one' });
          await store.set('dismissal', other, { id: other.length, of: 'other' });
          expect(await store.get('dismissal', one)).toEqual({ id: one.length, of: 'one' });
          const listed = await store.list('dismissal');
          expect(Object.hasOwn(listed, one) && Object.hasOwn(listed, other)).toBe(true);
          await store.remove('dismissal', one);
          expect(await store.get('dismissal', one)).toBeUndefined();
          expect(await store.get('dismissal', other)).toEqual({ id: other.length, of: 'other' });
          await store.remove('dismissal', other);
        }),
        {
          numRuns: 60,
          examples: [
            ['a', 'A'],
            ['\ud800', '\ud801'],
            ['x'.repeat(3000), 'x'.repeat(3001)],
          ],
        },
      );
    });

    describe('admit', () => {
      it('counts up to the limit, and a member that it has counted stays in', async () => {
        expect(await store.admit('brake', id, 'AKIA1', 2)).toBe(true);
        expect(await store.admit('brake', id, 'AKIA2', 2)).toBe(true);
        expect(await open().admit('brake', id, 'AKIA3', 2)).toBe(false);
        expect(await open().admit('brake', id, 'AKIA1', 2)).toBe(true);
        expect(await store.get('brake', id)).toEqual({ members: ['AKIA1', 'AKIA2'] });
        expect(await store.admit('brake', id, 'AKIA3', 3)).toBe(true);
        expect((await store.list('brake'))[id]).toEqual({ members: ['AKIA1', 'AKIA2', 'AKIA3'] });
      });

      it('counts each span and kind for itself', async () => {
        expect(await store.admit('brake', id, 'AKIA1', 1)).toBe(true);
        expect(await store.admit('brake', `${id}-later`, 'AKIA2', 1)).toBe(true);
        expect(await store.admit('burst', id, 'AKIA2', 1)).toBe(true);
        expect(await store.admit('brake', id, 'AKIA2', 1)).toBe(false);
      });

      it('lets nobody in where the limit is 0', async () => {
        expect(await store.admit('brake', id, 'AKIA1', 0)).toBe(false);
        expect(await store.admit('brake', id, 'AKIA1', 1)).toBe(true);
      });

      it('never lets in more than the limit, however many come at once and however often', async () => {
        const asked = Array.from({ length: 60 }, (_, n) => `AKIA${n % 30}`);
        const admitted = await Promise.all(asked.map((member) => open().admit('burst', id, member, 7)));
        const inside = new Set(asked.filter((_, n) => admitted[n]));
        expect(inside.size).toBe(7);
        expect(await store.get('burst', id)).toEqual({ members: [...inside].sort() });
      });
    });

    describe('what has a lifetime', () => {
      it.each(['brake', 'burst'] as const)('a %s is gone after two days, and counts anew', async (kind) => {
        await store.admit(kind, id, 'AKIA1', 1);
        pass(2 * day - 1_000);
        expect(await store.admit(kind, id, 'AKIA2', 1)).toBe(false);
        pass(1_000);
        expect(await store.get(kind, id)).toBeUndefined();
        expect(await store.list(kind)).not.toHaveProperty([id]);
        expect(await store.admit(kind, id, 'AKIA2', 1)).toBe(true);
        expect(await store.get(kind, id)).toEqual({ members: ['AKIA2'] });
      });

      it('lets no more than the limit in when many begin anew at once', async () => {
        await store.admit('brake', id, 'AKIA-old', 1);
        pass(3 * day);
        const admitted = await Promise.all(
          Array.from({ length: 20 }, (_, n) => open().admit('brake', id, `AKIA${n}`, 5)),
        );
        expect(admitted.filter(Boolean)).toHaveLength(5);
      });

      it('what was seen is forgotten after 120 days, with all its fields', async () => {
        await store.putOnce('seen', id, { old: true });
        pass(120 * day - 1_000);
        expect(await store.putOnce('seen', id, { new: true })).toBe(false);
        pass(1_000);
        expect(await store.get('seen', id)).toBeUndefined();
        expect(await store.putOnce('seen', id, { new: true })).toBe(true);
        expect(await store.get('seen', id)).toEqual({ new: true });
        pass(121 * day);
        await store.set('seen', id, { newer: true });
        expect(await store.get('seen', id)).toEqual({ newer: true });
      });

      it('everything else stays', async () => {
        for (const kind of ['page', 'note', 'dismissal'] as const) await store.putOnce(kind, id, { kind });
        pass(3_650 * day);
        for (const kind of ['page', 'note', 'dismissal'] as const)
          expect(await store.get(kind, id)).toEqual({ kind });
      });
    });
  });

describe('records', () => {
  let place: Place<DynamoDBClient>;
  let folder: string;
  beforeAll(async () => {
    place = await incidentTable();
    folder = join(await temporaryFolder(), 'state');
  });
  afterAll(() => place.close());

  definesRecordStore('in DynamoDB', () => new DynamoRecordStore(place.where, table));
  definesRecordStore('in files', () => new FileRecordStore(folder));

  it('are no incidents, and incidents are no records', async () => {
    const incidents = new DynamoIncidentStore(place.where, table);
    const records = new DynamoRecordStore(place.where, table);
    await records.putOnce('page', 'AKIA', { subject: 's' });
    expect(await incidents.find('record#page#AKIA')).toBeUndefined();
    expect(await incidents.take('record#page#AKIA')).toBeUndefined();
  });
});
