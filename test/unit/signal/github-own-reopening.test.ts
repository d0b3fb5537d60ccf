import { beforeEach, expect, it, vi } from 'vitest';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { noteOwnReopening, ownReopening } from '#lib/signal/github/own-reopening.ts';
import type { GithubAlertRef } from '#lib/signal/github-alert-ref.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';

const at = '2026-11-23T03:00:00.000Z';
const ref = (more: Partial<GithubAlertRef> = {}): GithubAlertRef => ({
  kind: 'github-alert',
  repository: { owner: 'acme', name: 'shop' },
  alertNumber: 7,
  action: 'reopened',
  deliveredAt: '2026-11-23T03:00:05.000Z',
  ...more,
});

let records: FileRecordStore;
beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(at), toFake: ['Date'] });
  records = new FileRecordStore(await temporaryFolder());
  await noteOwnReopening(ref(), records);
  vi.useRealTimers();
});

it('the webhook of an alert that we have opened again is no leak', async () => {
  expect(await ownReopening(ref(), records)).toMatchObject({ kind: 'not-a-leak', tell: 'log' });
});

it.each<[string, Partial<GithubAlertRef>]>([
  ['of another alert', { alertNumber: 8 }],
  ['of another GitHub', { host: 'ghe.acme.com' }],
  ['an hour later', { deliveredAt: '2026-11-23T04:00:00.000Z' }],
  ['of long before', { deliveredAt: '2026-11-23T02:58:00.000Z' }],
  ['that something else has happened to', { action: 'publicly_leaked' }],
])('one %s is one', async (_, more) => {
  expect(await ownReopening(ref(more), records)).toBeUndefined();
});
