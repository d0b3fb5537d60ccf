import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import { criticalPath, timeToKeyOff } from './critical-path.ts';
import { incidentsOf, newVictim, reports, type Source, setTheStageForContain } from './helpers.ts';

// Long enough for calls that were sent together to be seen together on a busy machine.
const milliseconds = 200;
const warmRuns = 8;

describe('the way from a signal to the key being off', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setTheStageForContain();
    // Secrets and GitHub's token are loaded and the functions warm: what is counted is the way itself.
    for (const report of Object.values(reports)) await report(stage, await newVictim(stage));
    await stage.aws.host.idle();
  });
  afterEach(() => stage.aws.faults.clear());
  afterAll(() => stage.close());

  const cases: [source: Source, full: boolean, keyOff: number, denied: number][] = [
    ['github', false, 4, 4],
    ['github', true, 4, 5],
    ['guardduty', false, 3, 3],
    ['guardduty', true, 3, 4],
  ];

  it.each(cases)(
    'from %s (attach quota full: %s): key off after %i calls, user denied after %i',
    async (source, full, keyOff, denied) => {
      const victim = await newVictim(stage, { full });
      const path = await criticalPath(stage, victim, source, milliseconds);
      expect(path.depthOf('iam:UpdateAccessKey'), path.shown).toBeLessThanOrEqual(keyOff);
      expect(
        path.depthOf(full ? 'iam:PutUserPermissionsBoundary' : 'iam:AttachUserPolicy'),
        path.shown,
      ).toBeLessThanOrEqual(denied);
      // That a user has no console password is an error of IAM's; it is asked once the key is off.
      const failed = path.calls.flatMap(({ errorCode, name }) => (errorCode ? [name] : []));
      expect(failed.filter((name) => name !== 'iam:GetLoginProfile')).toEqual(
        full ? ['iam:AttachUserPolicy'] : [],
      );
      expect(await incidentsOf(stage, victim)).toMatchObject([{ status: 'contained' }]);
    },
  );

  it.each<[Source, number]>([
    ['github', 4.6],
    ['guardduty', 3.6],
  ])('takes a signal from %s at most %d times the time of one call', async (source, most) => {
    const ratios: number[] = [];
    // The machine may be busy with something else; the way itself is the same in every run.
    while (ratios.length < warmRuns && !ratios.some((ratio) => ratio <= most)) {
      ratios.push((await timeToKeyOff(stage, await newVictim(stage), source, milliseconds)) / milliseconds);
    }
    expect(Math.min(...ratios)).toBeLessThanOrEqual(most);
    expect(Math.min(...ratios)).toBeGreaterThan(source === 'github' ? 4 : 3);
  });
});
