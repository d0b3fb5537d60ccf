import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { contain } from '#lib/containment/contain.ts';
import { restore } from '#lib/containment/restore.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { defaultRules, parseRules } from '#lib/platform/rules.ts';
import { changes, denyAll, depsWith, fakeAccount, key, signal } from './fake-account.ts';

let fake: ReturnType<typeof fakeAccount>;
let deps: ReturnType<typeof depsWith>;
let boundary: string;
let account: string;

/** A user with a boundary of its own and no room for a policy, contained. */
beforeEach(async () => {
  fake = fakeAccount();
  account = fake.user.arn.split(':')[4] ?? '';
  boundary = `arn:aws:iam::${account}:policy/teams/developer`;
  fake.user.quota = 1;
  fake.user.boundary = boundary;
  deps = depsWith(new FileIncidentStore(await mkdtemp(join(tmpdir(), 'incidents-'))));
  await contain(signal(), deps);
  expect(fake.user.boundary).toBe(denyAll);
  fake.mock.resetHistory();
});

const restoring = (restorableBoundaries: readonly string[] | undefined, dryRun = false) =>
  restore({ id: key, dryRun }, { ...deps, restorableBoundaries });

describe('a boundary that stood before', () => {
  it.each([
    ['it is listed', () => [boundary]],
    ['it is listed for any account', () => [boundary.replace(account, '*')]],
    ['whoever restores has rights of their own', () => undefined],
  ])('is set back where %s', async (_, listed) => {
    expect((await restoring(listed())).status).toBe('restored');
    expect(fake.user.boundary).toBe(boundary);
  });

  it.each([
    ['nothing is listed', () => []],
    ['it is listed for another account', () => [boundary.replace(account, '111122223333')]],
    ['only the beginning of its name is', () => [boundary.replace('developer', 'dev')]],
    ['a longer name is', () => [`${boundary}-strict`]],
    ['one of its name that AWS manages is', () => [boundary.replace(account, 'aws')]],
  ])('is refused where %s, before anything is changed, with the command to paste', async (_, listed) => {
    const command = `aws iam put-user-permissions-boundary --user-name ${fake.user.name} --permissions-boundary ${boundary}`;
    for (const dryRun of [true, false]) {
      const refusal = await restoring(listed(), dryRun).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ name: 'RestoreRefused', code: 'boundary-not-listed' });
      expect(String(refusal)).toContain(`in account ${account}`);
      expect(String(refusal).endsWith(`: ${command}`)).toBe(true);
    }
    expect(changes(fake.mock)).toEqual([]);
  });

  it('is nothing to a restore once a person has set it back', async () => {
    await expect(restoring([])).rejects.toThrow('restorableBoundaries');
    fake.user.boundary = boundary;
    expect((await restoring([])).status).toBe('restored');
    expect(fake.user.boundary).toBe(boundary);
    expect(fake.user.keys[key]).toBe('Active');
  });
});

describe('the rule', () => {
  it('lists nothing unless somebody does', () => {
    expect(defaultRules().restorableBoundaries).toEqual([]);
  });

  it.each([
    '*',
    'arn:aws:iam::*:policy/*',
    'arn:aws:iam::*:role/developer',
    'developer',
    'arn:*:iam::*:policy/x',
  ])('takes whole names of policies, and not %s', (each) => {
    expect(() => parseRules({ restorableBoundaries: [each] })).toThrow('restorableBoundaries');
  });
});
