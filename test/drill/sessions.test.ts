import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { setTheStage } from './helpers.ts';
import { leaking, newRole, type StageRole, settled, works } from './leaking.ts';
import { pagesOf } from './told.ts';

const { accountId } = company;
const propagationDelay = 4_000;
const thiefs = 'i-0a1b2c3d4e5f60718';

const stages: Stage[] = [];
const newStage = async (options: Parameters<typeof setTheStage>[0] = {}): Promise<Stage> => {
  const stage = await setTheStage({ propagationDelay, ...options });
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const minute = 60_000;
const pass = async ({ aws }: Stage, milliseconds: number): Promise<void> => {
  await aws.clock.advance(milliseconds);
  await aws.host.idle();
};

const session = ({ aws }: Stage, { roleName }: StageRole, name: string): KeyPair =>
  aws.iam.setUp(accountId).issueRoleSession(roleName, name, 3 * 3600);

const reported = (stage: Stage, role: StageRole, { accessKeyId }: KeyPair, sessionName = thiefs) =>
  stage.emit(
    'guardduty',
    guardDutyRoleFinding({ ...role, accessKeyId, sessionName, accountId, at: stage.aws.clock.now() }),
  );

/** Up to when each leaked session is denied, by the name of the policy. */
const deniedUpTo = async ({ aws }: Stage, { roleName: RoleName }: StageRole) => {
  const { PolicyNames } = await aws.administer('iam', 'ListRolePolicies', { RoleName });
  const found: Record<string, string> = {};
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument } = await aws.administer('iam', 'GetRolePolicy', { RoleName, PolicyName });
    const [statement] = JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
    found[PolicyName] = statement.Condition.DateLessThan['aws:TokenIssueTime'];
  }
  return found;
};

describe('the deny of a session', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await newStage();
  });

  it('is stamped again once IAM has spread it, and never after that while nothing new is seen', async () => {
    const role = newRole(stage);
    await pass(stage, propagationDelay);
    const stolen = session(stage, role, thiefs);
    await reported(stage, role, stolen);
    await stage.aws.host.idle();
    const at = async () => (await deniedUpTo(stage, role))[`TourniquetDeny-${stolen.accessKeyId}`] ?? '';
    const first = await at();
    // The thief gets the same session anew while the deny spreads.
    await pass(stage, 2_000);
    const anew = session(stage, role, thiefs);
    await pass(stage, 13_000);
    const second = await at();
    expect(Date.parse(second)).toBeGreaterThan(Date.parse(first) + 9_000);
    await pass(stage, propagationDelay);
    expect([await works(stage, stolen), await works(stage, anew)]).toEqual([false, false]);
    for (let looked = 0; looked < 4; looked++) await pass(stage, 10 * minute);
    expect(await at()).toBe(second);
  });

  it('of a second session is one of its own: a restore of one leaves the other denied', async () => {
    const role = newRole(stage);
    await pass(stage, propagationDelay);
    const rightful = session(stage, role, 'i-0fedcba9876543210');
    const one = session(stage, role, thiefs);
    await reported(stage, role, one);
    await settled(stage);
    await pass(stage, 30_000);
    const two = session(stage, role, thiefs);
    expect(await works(stage, two)).toBe(true);
    await reported(stage, role, two);
    await settled(stage);
    await pass(stage, propagationDelay);
    expect([await works(stage, one), await works(stage, two), await works(stage, rightful)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(Object.keys(await deniedUpTo(stage, role)).toSorted()).toEqual(
      [`TourniquetDeny-${one.accessKeyId}`, `TourniquetDeny-${two.accessKeyId}`].toSorted(),
    );

    const restore = async ({ accessKeyId }: KeyPair) => {
      const { payload } = await stage.aws.host.invoke('tourniquet-restore', { accessKeyId });
      expect(JSON.parse(payload)).toMatchObject({ status: 'restored' });
      await pass(stage, propagationDelay);
    };
    await restore(two);
    expect([await works(stage, one), await works(stage, two)]).toEqual([false, true]);
    await restore(one);
    expect([await works(stage, one), await works(stage, two)]).toEqual([true, true]);
    expect(await deniedUpTo(stage, role)).toEqual({});
    // A look that was asked for before the restore changes nothing any more.
    await pass(stage, 20 * minute);
    expect(await deniedUpTo(stage, role)).toEqual({});
  });

  it('is written by revoke-sessions alone, and never on a role of ours', async () => {
    const writers = stage.aws.trail
      .records(accountId)
      .filter(({ eventName }) => eventName === 'PutRolePolicy' || eventName === 'DeleteRolePolicy')
      .map(({ userIdentity }) => userIdentity.arn?.split('/')[1]);
    expect([...new Set(writers)]).toEqual(['tourniquet-revoke-sessions']);
    const { PolicyNames } = await stage.aws.administer('iam', 'ListRolePolicies', {
      RoleName: 'tourniquet-contain',
    });
    expect(PolicyNames.filter((name: string) => name.startsWith('TourniquetDeny-'))).toEqual([]);
  });
});

describe('a role that the rules list as safe to deny as a whole', () => {
  it('has all denied that it issued so far, whatever the session is called; what it issues then works', async () => {
    const wholeRoles = [`arn:aws:iam::${accountId}:role/batch-*`];
    const stage = await newStage({ rules: { wholeRoles } });
    const role = newRole(stage, { name: 'batch-worker' });
    await pass(stage, propagationDelay);
    const [stolen, rightful] = [session(stage, role, thiefs), session(stage, role, 'i-0fedcba9876543210')];
    const { incident } = await leaking(stage, {
      credential: stolen,
      report: () => reported(stage, role, stolen),
    });
    expect(incident).toMatchObject({
      status: 'contained',
      decidedBy: 'whole-role',
      session: { name: null },
    });
    await pass(stage, propagationDelay);
    expect([await works(stage, stolen), await works(stage, rightful)]).toEqual([false, false]);
    expect(await works(stage, session(stage, role, thiefs))).toBe(true);
  });
});

describe('where the deny of sessions is not switched on', () => {
  it('nothing is changed, and the page says how to switch it on and how a person denies the session', async () => {
    const stage = await newStage({ revokeSessions: false, propagationDelay: 0 });
    const role = newRole(stage);
    const stolen = session(stage, role, thiefs);
    const { after, changes, incident, told } = await leaking(stage, {
      credential: stolen,
      report: () => reported(stage, role, stolen),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({
      status: 'not-contained',
      steps: [{ id: 'deny-session', outcome: 'failed' }],
    });
    const [page] = pagesOf(told);
    expect(page?.subject).toMatch(/^NOT CONTAINED/);
    expect(page?.message).toContain('deploy revoke-sessions');
    expect(page?.message).toContain(`aws iam put-role-policy --role-name ${role.roleName}`);
    const { Roles } = await stage.aws.administer('iam', 'ListRoles', {});
    expect(Roles.map(({ RoleName }: { RoleName: string }) => RoleName)).not.toContain(
      'tourniquet-revoke-sessions',
    );
  });
});
