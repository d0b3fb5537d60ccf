import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Incident } from '#lib/incident/incident.ts';
import type { Fields, RecordKind } from '#lib/incident/records.ts';
import type { Allowances } from '#lib/investigation/could/could-have-done.ts';
import { couldOfLook } from '#lib/investigation/could/of-look.ts';
import { lookIntoIncident } from '#lib/investigation/look-into-incident.ts';
import { logger } from '#lib/platform/logger.ts';
import { account } from '../identities.ts';
import { answerWith, call, key, testTrail } from '../world.ts';

const incident = (details: Partial<Incident> = {}): Incident => ({
  incidentId: `${key}-1`,
  accessKeyId: key,
  accountId: account,
  principal: { kind: 'user', name: 'ci', arn: `arn:aws:iam::${account}:user/ci` },
  status: 'contained',
  signals: [],
  steps: [],
  openedAt: '2026-03-01T10:00:00.000Z',
  ...details,
});
const allowed = (again: boolean): Allowances => ({
  again,
  could: {
    actions: [
      { action: 'iam:CreateUser', label: 'create users', allowed: true, used: 0, limits: 'only with MFA' },
    ],
    basedOn: ['1 attached policy'],
    notRead: [],
  },
});

let kept: Map<string, Fields>;
const records = {
  get: async (kind: RecordKind, id: string) => kept.get(`${kind} ${id}`),
  set: async (kind: RecordKind, id: string, fields: Fields) => void kept.set(`${kind} ${id}`, fields),
};
const errors = vi.spyOn(logger, 'error').mockReturnValue();
const could = vi.fn(async () => allowed(false));

beforeEach(() => {
  kept = new Map();
  could.mockClear();
  errors.mockClear();
});
afterEach(() => vi.useRealTimers());

describe('what an incident could have done', () => {
  it('is asked once: people change what leaked, and the first look knows best', async () => {
    expect(await couldOfLook(incident(), { could, records })).toEqual(allowed(false).could);
    expect(await couldOfLook(incident(), { could, records })).toEqual(allowed(false).could);
    expect(could.mock.calls).toEqual([
      [{ accountId: account, principal: incident().principal, accessKeyId: key, incident: incident() }],
    ]);
  });

  it('is asked again while a part of it could not be read', async () => {
    could.mockResolvedValueOnce(allowed(true));
    expect(await couldOfLook(incident(), { could, records })).toEqual(allowed(true).could);
    await couldOfLook(incident(), { could, records });
    await couldOfLook(incident(), { could, records });
    expect(could).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['nobody is asked', incident(), {}],
    ['there is no incident', undefined, { could }],
    ['nobody knows whose it is', incident({ principal: null }), { could }],
    ['it is not ours', incident({ status: 'not-ours' }), { could }],
  ])('is not told where %s', async (_, known, deps) => {
    expect(await couldOfLook(known, { ...deps, records })).toBeUndefined();
    expect(could).not.toHaveBeenCalled();
  });

  it('is told although the store fails or holds something else', async () => {
    const broken = { ...records, set: async () => Promise.reject(new Error('no table')) };
    expect(await couldOfLook(incident(), { could, records: broken })).toEqual(allowed(false).could);
    kept.set(`could ${key}-1`, { actions: 'none' });
    expect(await couldOfLook(incident(), { could, records })).toEqual(allowed(false).could);
    expect(errors).toHaveBeenCalledTimes(2);
  });

  it('is found beside the trail, and counts what the trail shows', async () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T10:30:00Z'), toFake: ['Date'] });
    const creates = call({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' });
    answerWith({ 'us-east-1': { pages: [[creates]] } });
    const { found, faults } = await lookIntoIncident(
      { incidentId: `${key}-1`, accessKeyId: key },
      {
        ...testTrail(),
        enabledRegions: async () => ({ regions: ['us-east-1'] }),
        incidents: { find: async () => incident(), marked: async () => false, mark: async () => true },
        records,
        ownAccountId: account,
        sendOwner: async () => {},
        could,
      },
    );
    expect(faults).toEqual([]);
    expect(found.could?.actions).toMatchObject([{ action: 'iam:CreateUser', used: 1 }]);
  });
});
