import { afterAll, describe, expect, it } from 'vitest';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { guardDutyFinding, leak } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { planned } from './account-changes.ts';
import { runCommand } from './command-line.ts';
import { noLimits, notesAbout, setTheStageForContain } from './helpers.ts';
import { keyIsOff, type LeakingUser, leaking, newRole, newUser, settled, tries } from './leaking.ts';
import { mailsOf, pagesOf } from './told.ts';

const { accountId, region } = company;
const day = 24 * 3_600_000;

const stages: Stage[] = [];
const newStage = async (rules: Parameters<typeof setTheStageForContain>[0] = {}): Promise<Stage> => {
  const stage = await setTheStageForContain(rules);
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const byGithub =
  (stage: Stage, { key }: LeakingUser) =>
  () =>
    stage.deliver(leak(stage.github, key));
const byScanner =
  (stage: Stage, { key: { accessKeyId } }: LeakingUser) =>
  () =>
    stage.emit('scanner', scannerEvent({ accessKeyId }));
const byGuardDuty =
  (stage: Stage, { key: { accessKeyId }, userName }: LeakingUser) =>
  () =>
    stage.emit(
      'guardduty',
      guardDutyFinding(accountId, region, { accessKeyId, userName }, stage.aws.clock.now()),
    );

const whole = ({ userName, key }: LeakingUser): string[] =>
  [planned.keyOff(userName, key.accessKeyId), planned.denied(userName)].toSorted();

describe('a principal that the rules protect', () => {
  it('is paged about with the one command that contains it all the same, and not touched until the rule ends', async () => {
    const stage = await newStage();
    const user = await newUser(stage, { path: '/tills/' });
    const until = new Date(stage.aws.clock.now().getTime() + 30 * day).toISOString();
    const principal = `arn:aws:iam::${accountId}:user/tills/*`;
    await stage.deployed.changeRules({
      ...noLimits,
      protected: [{ principal, reason: 'runs the tills', until }],
    });
    const { after, changes, incident, told } = await leaking(stage, {
      credential: user.key,
      report: byGithub(stage, user),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'protected', decidedBy: 'protected' });
    const [page] = pagesOf(told);
    expect(page?.subject).toMatch(/^PROTECTED/);
    expect(page?.message).toContain('runs the tills');
    expect(page?.message).toContain(`contain ${user.key.accessKeyId} --even-if-protected`);

    const { payload } = await stage.aws.host.invoke('tourniquet-contain', {
      accessKeyId: user.key.accessKeyId,
      evenIfProtected: true,
    });
    expect(JSON.parse(payload)).toMatchObject({ status: 'contained' });
    expect(await tries(stage, user.key)).toMatchObject(keyIsOff);
  });

  it('is decided anew once the rule has ended; a thief who tags himself protected is not', async () => {
    const stage = await newStage();
    const user = await newUser(stage);
    const Tags = [{ Key: 'tourniquet:protected', Value: 'true' }];
    await stage.aws.administer('iam', 'TagUser', { UserName: user.userName, Tags });
    const ended = new Date(stage.aws.clock.now().getTime() - 1_000).toISOString();
    const principal = `arn:aws:iam::${accountId}:user/*`;
    await stage.deployed.changeRules({
      ...noLimits,
      protected: [{ principal, reason: 'a freeze', until: ended }],
    });
    const { changes } = await leaking(stage, { credential: user.key, report: byGithub(stage, user) });
    expect(changes.toSorted()).toEqual(whole(user));
  });
});

describe('mode observe', () => {
  it('changes nothing and says the steps; the mode being changed acts on nothing, the next signal does', async () => {
    const stage = await newStage({ rules: { ...noLimits, mode: 'observe' } });
    const user = await newUser(stage);
    const { after, changes, incident, told } = await leaking(stage, {
      credential: user.key,
      report: byGithub(stage, user),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'observed', decidedBy: 'observe' });
    expect(incident?.steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['deactivate-key', 'planned'],
      ['deny-user', 'planned'],
    ]);
    expect(pagesOf(told)).toEqual([]);
    expect(mailsOf(told)[0]?.message).toContain('Steps that would be taken:');
    expect(mailsOf(told)[0]?.message).toContain('key switched off');

    await stage.deployed.changeRules(noLimits);
    await settled(stage);
    expect(await tries(stage, user.key)).toMatchObject({ allowed: true });
    const next = await leaking(stage, { credential: user.key, report: byGuardDuty(stage, user) });
    expect(next.changes.toSorted()).toEqual(whole(user));
    expect(next.incident).toMatchObject({
      incidentId: incident?.incidentId,
      status: 'contained',
      signals: [{ source: 'github' }, { source: 'guardduty' }],
    });
  });

  it('of a role says what would be denied', async () => {
    const stage = await newStage({ rules: { ...noLimits, mode: 'observe' } });
    const role = newRole(stage);
    const stolen = stage.aws.iam.setUp(accountId).issueRoleSession(role.roleName, 'build');
    const about = { ...role, accessKeyId: stolen.accessKeyId, sessionName: 'build', accountId };
    const { changes, incident } = await leaking(stage, {
      credential: stolen,
      report: () => stage.emit('guardduty', guardDutyRoleFinding({ ...about, at: stage.aws.clock.now() })),
    });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({
      status: 'observed',
      steps: [{ id: 'deny-session', outcome: 'planned' }],
    });
  });

  it('for one source leaves the others as they are', async () => {
    const stage = await newStage({ rules: { ...noLimits, modes: [{ source: 'scanner', mode: 'observe' }] } });
    const user = await newUser(stage);
    const scanned = await leaking(stage, { credential: user.key, report: byScanner(stage, user) });
    expect(scanned.changes).toEqual([]);
    expect(scanned.incident).toMatchObject({ status: 'observed' });
    const found = await leaking(stage, { credential: user.key, report: byGuardDuty(stage, user) });
    expect(found.changes.toSorted()).toEqual(whole(user));
  });
});

describe('a key that a person dismissed', () => {
  it('is not touched for a scanner, which the digest says; what shows its misuse is acted on all the same', async () => {
    const stage = await newStage();
    const user = await newUser(stage);
    const [alice] = stage.keys['alice'] ?? [];
    if (!alice) throw new Error('the company has no alice');
    const table = stage.deployed.environment['TOURNIQUET_TABLE'] ?? '';
    const { accessKeyId } = user.key;
    const command = ['dismiss', accessKeyId, '--reason', 'a decoy', '--until', '30d', '--json'];
    const { exitCode, stdout } = await runCommand(command, {
      ...stage.aws.environmentFor(alice),
      TOURNIQUET_TABLE: table,
    });
    expect(exitCode, stdout).toBe(0);
    const scanned = await leaking(stage, { credential: user.key, report: byScanner(stage, user) });
    expect(scanned.changes).toEqual([]);
    expect(scanned.told).toEqual([]);
    expect(scanned.incident).toMatchObject({ status: 'observed', decidedBy: 'dismissed' });
    expect(await notesAbout(stage, accessKeyId)).toMatchObject([
      { kind: 'dismissed', text: expect.stringContaining('a decoy') },
    ]);
    const found = await leaking(stage, { credential: user.key, report: byGuardDuty(stage, user) });
    expect(found.changes.toSorted()).toEqual(whole(user));
    expect(found.after).toMatchObject(keyIsOff);
  });
});
