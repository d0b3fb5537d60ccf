import { expect, it, test } from 'vitest';
import type { Touched } from '#lib/investigation/investigation.ts';
import { kindsOf } from '#lib/report/made/things.ts';
import { touchedOthers } from '#lib/report/touched-lines.ts';
import { first, found, foundMade, key, made } from './found.ts';

test.each([
  ['policy', 'policies'],
  ['key alias', 'key aliases'],
  ['key pair', 'key pairs'],
  ['API', 'APIs'],
])('two of %s are %s', (kind, several) => {
  expect([kindsOf(kind, 1), kindsOf(kind, 2)]).toEqual([kind, several]);
});

const touched = (kind: string, id: string, eventName: string): Touched => ({
  ...{ kind, id, eventName },
  by: key,
  at: first,
  region: 'us-east-1',
  review: 'aws events list-rules',
});

it('tells of a rule that may have stood before as changed as well, of a bucket that was made not', () => {
  const parts = foundMade(
    made('event rule', 'PutRule', [{ id: 'nightly' }], 'events'),
    made('bucket', 'CreateBucket', [{ id: 'loot' }], 's3'),
  );
  const both = [
    touched('event rule', 'nightly', 'PutRule'),
    touched('bucket policy', 'loot', 'PutBucketPolicy'),
  ];
  const told = touchedOthers(found({ ...parts, touched: both }));
  expect(told.map(({ id }) => id)).toEqual(['nightly']);
});
