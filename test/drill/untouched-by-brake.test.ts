import { afterAll, describe, expect, it } from 'vitest';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { guardDutyFinding } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { setTheStageForContain } from './helpers.ts';
import { type LeakingUser, leaking, newRole, newUser, settled, tries } from './leaking.ts';
import { pagesOf, toldSince } from './told.ts';

const { accountId, region } = company;
const hour = 3_600_000;
const patience = { timeout: 120_000 };

const stages: Stage[] = [];
/** The rules that are shipped. The brake counts by the hour: all of a test must be in one. */
const newStage = async (): Promise<Stage> => {
  const start = new Date(Math.floor(Date.now() / hour) * hour + 300_000);
  const stage = await setTheStageForContain({ rules: {}, start });
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const byScanner = (stage: Stage, { key: { accessKeyId } }: LeakingUser) =>
  stage.emit('scanner', scannerEvent({ accessKeyId }));
const byGuardDuty = (stage: Stage, { key: { accessKeyId }, userName }: LeakingUser) =>
  stage.emit(
    'guardduty',
    guardDutyFinding(accountId, region, { accessKeyId, userName }, stage.aws.clock.now()),
  );

describe('the brake, as it is shipped: 20 containments of one source in an hour', () => {
  const isOff = async (stage: Stage, { key }: LeakingUser) => !(await tries(stage, key)).allowed;

  it('25 claimed reports of 25 keys: 20 are contained, 5 are not, one page says so', patience, async () => {
    const stage = await newStage();
    const users = await Promise.all(Array.from({ length: 25 }, () => newUser(stage)));
    const told = toldSince(stage);
    for (const user of users) await byScanner(stage, user);
    await settled(stage);
    const off = await Promise.all(users.map((user) => isOff(stage, user)));
    expect(off.filter(Boolean)).toHaveLength(20);
    const left = (await stage.incidents()).filter(({ status }) => status === 'not-contained');
    expect(left.map(({ decidedBy }) => decidedBy)).toEqual(Array(5).fill('brake'));
    const pages = pagesOf(told()).filter(({ subject }) => subject.startsWith('BRAKE'));
    expect(pages).toHaveLength(1);
    expect(pages[0]?.subject).toContain('scanner');
  });

  it(
    '25 findings of GuardDuty, which are proven: all keys are off, no role is touched beyond it, one page says so',
    patience,
    async () => {
      const stage = await newStage();
      const users = await Promise.all(Array.from({ length: 25 }, () => newUser(stage)));
      const told = toldSince(stage);
      for (const user of users) await byGuardDuty(stage, user);
      await settled(stage);
      const off = await Promise.all(users.map((user) => isOff(stage, user)));
      expect(off.filter(Boolean)).toHaveLength(25);
      expect(pagesOf(told()).filter(({ subject }) => subject.startsWith('BRAKE'))).toHaveLength(1);

      const role = newRole(stage);
      const stolen = stage.aws.iam.setUp(accountId).issueRoleSession(role.roleName, 'build');
      const about = { ...role, accessKeyId: stolen.accessKeyId, sessionName: 'build', accountId };
      const { changes, incident } = await leaking(stage, {
        credential: stolen,
        report: () => stage.emit('guardduty', guardDutyRoleFinding({ ...about, at: stage.aws.clock.now() })),
      });
      expect(changes).toEqual([]);
      expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'brake' });
    },
  );
});
