import { expect, test } from 'vitest';
import { callOf } from '#lib/investigation/lineage/call.ts';
import { Lineage } from '#lib/investigation/lineage/lineage.ts';
import { type Edge, Pending } from '#lib/investigation/lineage/pending.ts';
import { user } from '#test/fixtures/cloudtrail/callers.ts';
import { getSessionToken } from '#test/fixtures/cloudtrail/issuing.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { colleague, first, leaked, second, thief } from './lineage.ts';

const edge = (number: number): Edge => ({ shared: `shared-${number}` });

test('what leads from a credential is handed out once', () => {
  const pending = new Pending();
  pending.add('one', edge(1));
  pending.add('other', edge(2));
  pending.add('one', edge(3));
  expect(pending.take('one')).toEqual([edge(1), edge(3)]);
  expect(pending.take('one')).toEqual([]);
  expect(pending.take('other')).toEqual([edge(2)]);
  expect(pending.wasFull()).toBe(false);
});

test('beyond its limit an edge is dropped, which is said once', () => {
  const pending = new Pending(2);
  for (const number of [1, 2, 3]) pending.add('one', edge(number));
  expect(pending.wasFull()).toBe(true);
  expect(pending.wasFull()).toBe(false);
  expect(pending.take('one')).toEqual([edge(1), edge(2)]);
});

test('what was handed out or cleared makes room', () => {
  const pending = new Pending(2);
  pending.add('one', edge(1));
  pending.add('one', edge(2));
  pending.take('one');
  pending.take('nobody');
  for (const number of [3, 4]) pending.add('two', edge(number));
  expect(pending.wasFull()).toBe(false);
  pending.clear();
  expect(pending.take('two')).toEqual([]);
  for (const number of [5, 6]) pending.add('two', edge(number));
  expect(pending.wasFull()).toBe(false);
});

test('a lineage whose edges were dropped finds them when the records are read once more', () => {
  const lineage = new Lineage(leaked, { pending: new Pending(1) });
  const calls = [
    getSessionToken(colleague, 'ASIAT3SKF7WXYOTHER2D', at(0)),
    // The session that issues it is known only when the last record is read.
    getSessionToken(user('ci', first, { creationDate: at(1) }), second, at(2)),
    getSessionToken(thief, first, at(1)),
    record(user('ci', second), 's3:ListBuckets', at(3)),
  ].map(callOf);
  for (const call of calls) lineage.link(call);
  expect(lineage.all().map(({ id }) => id)).toEqual([leaked, first]);
  expect(lineage.unsettled).toBe(true);
  lineage.beginAgain();
  for (const call of calls) lineage.link(call);
  expect(lineage.all().map(({ id }) => id)).toEqual([leaked, first, second]);
});
