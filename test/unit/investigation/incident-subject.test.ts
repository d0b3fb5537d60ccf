import { expect, it } from 'vitest';
import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import { isUserFree } from '#lib/investigation/incident-subject.ts';

const at = '2026-03-01T10:00:00.000Z';
const user: Incident['principal'] = {
  kind: 'user',
  name: 'ci',
  arn: 'arn:aws:iam::111122223333:user/ci',
};
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
  [true, 'could not be denied', incident(keyOff, { ...denied, outcome: 'failed' })],
  [
    true,
    'could be neither denied nor bounded',
    incident(keyOff, { ...denied, outcome: 'failed' }, { id: 'bound-user', outcome: 'failed' }),
  ],
  [
    false,
    'could not be denied, and is bounded',
    incident(keyOff, { ...denied, outcome: 'failed' }, { id: 'bound-user', outcome: 'done' }),
  ],
  [
    true,
    'is only observed',
    { ...incident({ ...denied, outcome: 'planned' }), status: 'observed', principal: user },
  ],
  [true, 'is protected', { ...incident(), status: 'protected', principal: user }],
  [false, 'is a role', { ...incident(), status: 'not-contained', principal: { ...user, kind: 'role' } }],
  [false, 'was never meant to be denied here', { ...incident(keyOff), principal: user }],
])('a user is known to be free: %s, where it %s', (isFree, _, of) => {
  expect(isUserFree(of)).toBe(isFree);
});
