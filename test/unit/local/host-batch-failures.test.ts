import { expect, test } from 'vitest';
import { failedMessageIds } from '#infra/local/host/batch-failures.ts';

const ids = ['a', 'b', 'c'];
const judge = (answer: unknown, report = true) => [
  ...failedMessageIds({ requestId: 'r', payload: JSON.stringify(answer) }, ids, report),
];
const named = (...itemIdentifiers: unknown[]) => ({
  batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

test.each([
  ['null', null],
  ['an empty object', {}],
  ['an empty list', { batchItemFailures: [] }],
  ['null for a list', { batchItemFailures: null }],
  ['a bare value', 'ok'],
])('%s means that every message succeeded', (_, answer) => {
  expect(judge(answer)).toEqual([]);
});

test('the named messages failed and no other', () => {
  expect(judge(named('b'))).toEqual(['b']);
});

test.each([
  ['an identifier that is not of this batch', named('a', 'stranger')],
  ['an empty identifier', named('')],
  ['a null identifier', named(null)],
  ['an item without its identifier', { batchItemFailures: [{ messageId: 'a' }] }],
  ['an item that is no object', { batchItemFailures: ['a'] }],
  ['something that is no list', { batchItemFailures: 'a' }],
])('%s means that every message failed', (_, answer) => {
  expect(judge(answer)).toEqual(ids);
});

test('an error of the function means that every message failed', () => {
  const result = { requestId: 'r', payload: '{}', functionError: 'Unhandled' } as const;
  expect([...failedMessageIds(result, ids, true)]).toEqual(ids);
});

test('named failures count only when the source was told to look at them', () => {
  expect(judge(named('b'), false)).toEqual([]);
});
