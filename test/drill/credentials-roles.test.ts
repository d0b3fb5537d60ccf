import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { planned } from './account-changes.ts';
import { setTheStage } from './helpers.ts';
import { isDenied, leaking, newRole, type StageRole, works } from './leaking.ts';
import { mailsOf, pagesOf } from './told.ts';

const { accountId, region } = company;

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage();
});
afterAll(() => stage.close());

const session = (role: StageRole, name: string): KeyPair =>
  stage.aws.iam.setUp(accountId).issueRoleSession(role.roleName, name);

const byGuardDuty =
  (role: StageRole, sessionName: string, { accessKeyId }: KeyPair) =>
  () =>
    stage.emit(
      'guardduty',
      guardDutyRoleFinding({
        ...role,
        sessionName,
        accessKeyId,
        accountId,
        region,
        at: stage.aws.clock.now(),
      }),
    );

describe('a session of a role that GuardDuty reports is denied on the role, and nothing else is changed', () => {
  it.for([
    ['of an instance', {}, 'i-0a1b2c3d4e5f60718', 'Instance i-0a1b2c3d4e5f60718 stays denied until'],
    [
      'of a function, of a role with a path',
      { path: '/service/' },
      'resize',
      'Lambda function is called resize',
    ],
    [
      'of a role merely called as one of Identity Center',
      { name: 'AWSReservedSSO_Admin_0123456789abcdef' },
      'somebody@example.com',
      'go on working',
    ],
  ] as const)('%s', async ([, kind, sessionName, said]) => {
    const role = newRole(stage, kind);
    const stolen = session(role, sessionName);
    const { after, changes, incident, told } = await leaking(stage, {
      credential: stolen,
      report: byGuardDuty(role, sessionName, stolen),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes).toEqual([
      expect.stringContaining(planned.sessionDenied(role.roleName, stolen.accessKeyId)),
    ]);
    expect(incident).toMatchObject({
      status: 'contained',
      decidedBy: 'role-session',
      session: { name: sessionName },
    });
    expect(pagesOf(told)).toEqual([]);
    expect(mailsOf(told)[0]?.message).toContain(said);
  });
});

describe('a role that nobody but AWS can change is left as it is, and the page says the way', () => {
  it('a service-linked role', async () => {
    const input = { AWSServiceName: 'autoscaling.amazonaws.com' };
    const { Role } = stage.aws.iam.setUp(accountId).run('CreateServiceLinkedRole', input);
    await expectPaged({ roleName: Role.RoleName, roleId: Role.RoleId }, 'service-linked-role', [
      'By hand, in autoscaling.amazonaws.com',
      'tell AWS Support',
    ]);
  });

  it('a role of Identity Center, known by its path', async () => {
    const { RoleName, RoleId } = stage.aws.iam.setUp(accountId).createIdentityCenterRole('Admin');
    await expectPaged({ roleName: RoleName, roleId: RoleId }, 'identity-center-role', [
      'identitystore:UserId',
      'remove its assignment of permission set Admin',
      'Active sessions: delete them all',
    ]);
  });

  const expectPaged = async (role: StageRole, decidedBy: string, ways: string[]): Promise<void> => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    stage.aws.iam.setUp(accountId).run('AttachRolePolicy', { RoleName: role.roleName, PolicyArn });
    const stolen = session(role, 'somebody@example.com');
    const { after, changes, told } = await leaking(stage, {
      credential: stolen,
      report: byGuardDuty(role, 'somebody@example.com', stolen),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(await stage.incidentOf(stolen.accessKeyId)).toMatchObject({
      status: 'not-contained',
      decidedBy,
      steps: [],
    });
    const [page] = pagesOf(told);
    expect(page?.subject).toMatch(/^NOT CONTAINED/);
    for (const way of ways) expect(page?.message).toContain(way);
  };
});

describe('a session of a role, whose name is not known', () => {
  it('is left to a person: denying all of a role may stop a production', async () => {
    const role = newRole(stage);
    const stolen = session(role, 'batch');
    const finding = guardDutyRoleFinding({
      ...role,
      sessionName: 'batch',
      accessKeyId: stolen.accessKeyId,
      accountId,
      at: stage.aws.clock.now(),
    });
    const unnamed = JSON.parse(JSON.stringify(finding));
    unnamed.detail.resource.accessKeyDetails.principalId = role.roleId;
    const { changes, incident, told } = await leaking(stage, {
      credential: stolen,
      report: () => stage.emit('guardduty', unnamed),
    });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'role-session-unnamed' });
    expect(pagesOf(told)[0]?.message).toContain(`"role":"${role.roleName}","wholeRole":true`);
    // A person says so: all that the role has issued is denied, and what it issues from now on works.
    const { payload } = await stage.aws.host.invoke('tourniquet-contain', {
      accessKeyId: stolen.accessKeyId,
      role: role.roleName,
      wholeRole: true,
    });
    expect(JSON.parse(payload)).toMatchObject({ status: 'contained', session: { name: null } });
    expect(await works(stage, stolen)).toBe(false);
    await stage.aws.host.idle();
    await stage.aws.clock.advance(15_000);
    await stage.aws.host.idle();
    await stage.aws.clock.advance(2_000);
    expect(await works(stage, session(role, 'batch'))).toBe(true);
  });
});
