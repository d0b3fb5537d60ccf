import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { note, untoldNotes } from '#lib/containment/notes.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { emptyRecords } from './records.ts';

let records: RecordStore;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  records = await emptyRecords();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a report that comes twice is noted once', async () => {
  expect(await note(records, { id: 'github:1', kind: 'sample', text: 'first' })).toBe(true);
  expect(await note(records, { id: 'github:1', kind: 'sample', text: 'second' })).toBe(false);
  expect(await untoldNotes(records)).toEqual([
    { id: 'github:1', kind: 'sample', text: 'first', at: '2026-11-23T03:00:00.000Z' },
  ]);
});

it('keeps no secret that somebody wrote into it', async () => {
  const secret = randomBytes(30).toString('base64');
  const text = `aws_secret_access_key = ${secret}`;
  await note(records, { id: '1', kind: 'backlog', text, about: { accessKeyId: 'AKIA1', where: text } });
  expect(JSON.stringify(await records.list('note'))).not.toContain(secret);
  expect((await untoldNotes(records))[0]?.about?.accessKeyId).toBe('AKIA1');
});

it('what was told is not told again, and the oldest comes first', async () => {
  await note(records, { id: 'b', kind: 'sample', text: '' });
  vi.setSystemTime(Date.now() + 1);
  await note(records, { id: 'a', kind: 'sample', text: '' });
  await note(records, { id: 'c', kind: 'sample', text: '' });
  await records.set('note', 'c', { toldAt: 'then' });
  expect((await untoldNotes(records)).map(({ id }) => id)).toEqual(['b', 'a']);
});
