import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { dismiss, dismissal } from '#lib/containment/dismissals.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { key, otherKey } from './fake-account.ts';
import { emptyRecords } from './records.ts';

const now = new Date('2026-11-23T03:00:00.000Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

let records: RecordStore;
beforeEach(async () => {
  records = await emptyRecords();
});

const words = { reason: 'a decoy', until: inDays(30), by: 'arn:aws:iam::1:user/ann' };

it('holds for its key until its end, and not a moment longer', async () => {
  const made = await dismiss(records, key, words, now);
  expect(made).toEqual({ ...words, until: words.until.toISOString() });
  expect(await dismissal(records, key, now)).toEqual(made);
  expect(await dismissal(records, key, new Date(words.until.getTime() - 1))).toEqual(made);
  expect(await dismissal(records, key, words.until)).toBeUndefined();
  expect(await dismissal(records, otherKey, now)).toBeUndefined();
});

it('is replaced by a later one', async () => {
  await dismiss(records, key, words, now);
  await dismiss(records, key, { ...words, reason: 'rotated', until: inDays(1) }, now);
  expect(await dismissal(records, key, now)).toMatchObject({
    reason: 'rotated',
    until: inDays(1).toISOString(),
  });
});

it.each([
  ['until', key, { until: now }],
  ['until', key, { until: inDays(-1) }],
  ['until', key, { until: inDays(365.001) }],
  ['until', key, { until: new Date('never') }],
  ['reason', key, { reason: ' ' }],
  ['reason', key, { reason: 'x'.repeat(1001) }],
  ['accessKeyId', 'AKIATYPO', {}],
])('is refused with a wrong %s (%s %o), and nothing is kept', async (field, accessKeyId, wrong) => {
  await expect(dismiss(records, accessKeyId, { ...words, ...wrong }, now)).rejects.toMatchObject({
    name: 'BadRequest',
    field,
    message: expect.stringMatching(new RegExp(`^${field}: `)),
  });
  expect(await records.list('dismissal')).toEqual({});
});

it('may last a year', async () => {
  await dismiss(records, key, { ...words, until: inDays(365) }, now);
  expect(await dismissal(records, key, inDays(364))).toBeDefined();
});

it.each([{}, { until: 7 }, { until: 'soon' }, { until: null }])(
  'whose end cannot be read (%o) does not hold: the key is contained',
  async (fields) => {
    await records.set('dismissal', key, { reason: 'r', by: 'b', ...fields });
    expect(await dismissal(records, key, now)).toBeUndefined();
  },
);

it('keeps no secret that was pasted into its reason', async () => {
  const secret = randomBytes(30).toString('base64');
  await dismiss(records, key, { ...words, reason: `aws_secret_access_key=${secret}` }, now);
  expect(JSON.stringify(await records.list('dismissal'))).not.toContain(secret);
});
