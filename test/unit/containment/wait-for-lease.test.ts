import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IncidentBusy } from '#lib/containment/incident-busy.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import { leaseMilliseconds } from '#lib/incident/store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const busy = () =>
  new IncidentBusy(
    {
      incidentId: 'AKIA-1',
      accessKeyId: 'AKIA',
      accountId: null,
      principal: null,
      status: 'not-contained',
      signals: [],
      steps: [],
      openedAt: '2026-11-23T03:00:00.000Z',
    },
    '2026-11-23T03:00:35.000Z',
  );

it('gives the answer at once where nobody is at the incident', async () => {
  expect(await waitForLease(async () => 'done')).toBe('done');
});

it('outlasts the lease that a dead run left behind', async () => {
  const free = Date.now() + leaseMilliseconds;
  const waiting = waitForLease(async () => {
    if (Date.now() < free) throw busy();
    return 'done';
  });
  await vi.advanceTimersByTimeAsync(leaseMilliseconds + 1_000);
  expect(await waiting).toBe('done');
});

it('gives up in the end and says who holds it and until when', async () => {
  const work = vi.fn(async () => {
    throw busy();
  });
  const waiting = expect(waitForLease(work)).rejects.toThrow(
    'another run holds incident AKIA-1 until 2026-11-23T03:00:35',
  );
  await vi.advanceTimersByTimeAsync(3 * leaseMilliseconds);
  await waiting;
  expect(work.mock.calls.length).toBeGreaterThan((2 * leaseMilliseconds) / 1_000);
});

it('waits for nothing else', async () => {
  const work = vi.fn(async () => {
    throw new Error('AccessDenied');
  });
  await expect(waitForLease(work)).rejects.toThrow('AccessDenied');
  expect(work).toHaveBeenCalledTimes(1);
});
