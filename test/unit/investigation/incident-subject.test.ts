import { expect, it } from 'vitest';
import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { isUserFree } from '#lib/investigation/incident-subject.ts';

const at = '2026-03-01T10:00:00.000Z';
const incident = (...steps: Omit<StepRecord, 'at'>[]): Incident => ({
  incidentId: 'AKIATOURNIQUETTEST01-1',
  accessKeyId: 'AKIATOURNIQUETTEST01',
  accountId: null,
  principal: null,
  status: 'contained',
  signals: [],
  steps: steps.map((step) => ({ ...step, at })),
  openedAt: at,
});
const keyOff: Omit<StepRecord, 'at'> = { id: 'deactivate-key', outcome: 'done' };
const denied: Omit<StepRecord, 'at'> = { id: 'deny-user', outcome: 'done' };

it.each<[boolean, string, Incident]>([
  [false, 'is denied', incident(keyOff, denied)],
  [true, 'a rule says so', incident(keyOff, { ...denied, outcome: 'skipped', withheld: true })],
  [true, 'a person lifted the deny', incident(keyOff, { ...denied, undoneAt: at })],
  [
    false,
    'is bounded, for no policy fits',
    incident({ ...denied, outcome: 'skipped' }, { id: 'bound-user', outcome: 'done' }),
  ],
  [
    true,
    'was bounded, and a person lifted that',
    incident({ ...denied, outcome: 'skipped' }, { id: 'bound-user', outcome: 'done', undoneAt: at }),
  ],
  [false, 'was never meant to be denied here', incident(keyOff)],
])('a user is known to be free: %s, where it %s', (isFree, _, of) => {
  expect(isUserFree(of)).toBe(isFree);
});
