import { expect, test } from 'vitest';
import { addSessions, type IssuedSession, longestLived, sessionsOf } from '#lib/incident/issued-sessions.ts';
import type { Fields } from '#lib/incident/records.ts';

const issued = (id: string, hour = 10): IssuedSession => ({
  id,
  kind: 'session-token',
  principal: 'ci',
  until: `2026-03-01T${hour}:00:00.000Z`,
});
const recordsWith = (fields?: Fields) => {
  const kept = { fields };
  return {
    kept,
    get: async () => kept.fields,
    set: async (_: string, __: string, more: Fields) => {
      kept.fields = { ...kept.fields, ...more };
    },
  };
};

test('an incident without a record has no sessions', async () => {
  expect(await sessionsOf(recordsWith())('i-1')).toEqual([]);
});

test('sessions are added to those that are there, each once, the longest-lived first', async () => {
  const records = recordsWith();
  await addSessions(records, 'i-1', [issued('a'), issued('b', 12)]);
  await addSessions(records, 'i-1', [issued('a'), issued('c', 11)]);
  expect((await sessionsOf(records)('i-1')).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
});

test('nothing to add makes no record', async () => {
  const records = recordsWith();
  await addSessions(records, 'i-1', []);
  expect(records.kept.fields).toBeUndefined();
});

test.each([{ sessions: 'x' }, { sessions: [{ id: 'a' }] }, { sessions: [null] }])(
  'a record that is not understood is not taken for "none": %j',
  async (fields) => {
    await expect(sessionsOf(recordsWith(fields))('i-1')).rejects.toThrow('is not understood');
  },
);

test('the list is bounded, and what is dropped ends first', () => {
  const many = Array.from({ length: 600 }, (_, index) => issued(`s-${index}`, 10));
  const kept = longestLived([...many, issued('long', 20)]);
  expect(kept).toHaveLength(500);
  expect(kept[0]?.id).toBe('long');
});
