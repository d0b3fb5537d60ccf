import { expect, it } from 'vitest';
import { statuses } from '#lib/incident/incident.ts';
import { newItem, toIncident } from '#lib/incident/item.ts';

it('the statuses are a public list', () => {
  expect(statuses).toEqual([
    'contained',
    'partly-contained',
    'not-contained',
    'observed',
    'not-ours',
    'protected',
    'restored',
  ]);
});

it('an incident shows neither its lease nor its marks', () => {
  const item = newItem('AKIA-1', 'AKIA', '2026-11-23T03:00:00.000Z');
  const shown = toIncident({ ...item, leaseOwner: 'l', leaseUntil: 'u', finished: true, 'mark#mail': 'm' });
  expect(shown).toEqual({
    incidentId: 'AKIA-1',
    accessKeyId: 'AKIA',
    accountId: null,
    principal: null,
    status: 'not-contained',
    openedAt: '2026-11-23T03:00:00.000Z',
    signals: [],
    steps: [],
  });
});
