import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPair } from '#infra/local/clients.ts';
import { clientsFor } from '#infra/local/clients.ts';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { company } from '#infra/local/scenario/company.ts';
import { passes, setTheStage, untilLookedAgain } from './helpers.ts';

const { accountId, region } = company;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

let made = 0;
/** A role that may do anything, with whatever path. */
const newRole = async ({ aws }: Stage, Path = '/', RoleName = `worker-${++made}`) => {
  const { run } = aws.iam.setUp(accountId);
  const { Role } = run('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: trust });
  run('AttachRolePolicy', { RoleName, PolicyArn: administrator });
  return { roleName: RoleName, roleId: String(Role.RoleId) };
};

const sessionOf = ({ aws }: Stage, roleName: string, sessionName: string): KeyPair =>
  aws.iam.setUp(accountId).issueRoleSession(roleName, sessionName);

const works = async ({ aws }: Stage, credential: KeyPair): Promise<boolean> => {
  const tried = await attempt('the session', listBuckets, clientsFor(aws.url, region, credential));
  if (!tried.allowed) expect(tried.message).toMatch(/explicit deny/);
  return tried.allowed;
};

const inlinePolicies = async ({ aws }: Stage, RoleName: string): Promise<string[]> =>
  (await aws.administer('iam', 'ListRolePolicies', { RoleName })).PolicyNames;

const thiefs = 'i-0a1b2c3d4e5f60718';
const finding = (
  stage: Stage,
  role: { roleName: string; roleId: string },
  { accessKeyId }: KeyPair,
  sessionName = thiefs,
) => guardDutyRoleFinding({ ...role, accessKeyId, sessionName, accountId, at: stage.aws.clock.now() });

describe('a session of a role', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setTheStage({ propagationDelay: 4_000 });
  });
  afterAll(() => stage.close());

  it('is denied, while an older rightful one of another name and a new one go on working', async () => {
    const role = await newRole(stage);
    await passes(stage, 5_000);
    const [stolen, rightful] = [
      sessionOf(stage, role.roleName, thiefs),
      sessionOf(stage, role.roleName, 'i-0rightful'),
    ];
    expect([await works(stage, stolen), await works(stage, rightful)]).toEqual([true, true]);
    await stage.emit('guardduty', finding(stage, role, stolen));
    await stage.aws.host.idle();
    // Inside the window the thief still gets a new session of the same name.
    const inTheWindow = sessionOf(stage, role.roleName, thiefs);
    await passes(stage, untilLookedAgain);
    await passes(stage, 5_000);
    const fresh = sessionOf(stage, role.roleName, thiefs);
    expect({
      stolen: await works(stage, stolen),
      inTheWindow: await works(stage, inTheWindow),
      rightful: await works(stage, rightful),
      fresh: await works(stage, fresh),
    }).toEqual({ stolen: false, inTheWindow: false, rightful: true, fresh: true });
    const incident = await stage.incidentOf(stolen.accessKeyId);
    expect(incident).toMatchObject({
      status: 'contained',
      principal: { kind: 'role', name: role.roleName, id: role.roleId },
      session: { name: thiefs },
      steps: [{ id: 'deny-session', outcome: 'done', before: { policy: null } }],
    });
    expect(incident?.steps[0]).not.toHaveProperty('takenOffAtLook');

    const { payload, functionError } = await stage.aws.host.invoke('tourniquet-restore', {
      incidentId: incident?.incidentId,
      reason: 'a test',
    });
    expect(functionError, payload).toBeUndefined();
    await passes(stage, 5_000);
    expect(await inlinePolicies(stage, role.roleName)).toEqual([]);
    expect(await works(stage, stolen)).toBe(true);
  });

  it('is denied also on a role that is merely called as one of Identity Center', async () => {
    const role = await newRole(stage, '/', `AWSReservedSSO_Fake_${++made}`);
    await passes(stage, 5_000);
    const stolen = sessionOf(stage, role.roleName, 'somebody');
    await stage.emit('guardduty', finding(stage, role, stolen, 'somebody'));
    await passes(stage, untilLookedAgain);
    await passes(stage, 5_000);
    expect(await works(stage, stolen)).toBe(false);
  });

  it('of Identity Center or of a service pages with the way, and nothing is changed', async () => {
    const setUp = stage.aws.iam.setUp(accountId);
    const sso = setUp.createIdentityCenterRole('Admin');
    const linked = setUp.run('CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com' }).Role;
    for (const [{ RoleName, RoleId }, reasonId, way] of [
      [sso, 'identity-center-role', /Identity Center/],
      [linked, 'service-linked-role', /service-linked/i],
    ] as const) {
      const stolen = sessionOf(stage, RoleName, 'somebody');
      const role = { roleName: RoleName, roleId: RoleId };
      await stage.emit('guardduty', finding(stage, role, stolen, 'somebody'));
      await stage.aws.host.idle();
      expect(await stage.incidentOf(stolen.accessKeyId)).toMatchObject({
        status: 'not-contained',
        decidedBy: reasonId,
        steps: [],
      });
      const page = stage.aws.sns.mailbox(stage.deployed.pagesTopicArn).at(-1);
      expect(page?.subject).toMatch(/^NOT CONTAINED/);
      expect(page?.message).toMatch(way);
    }
  });

  it('whose owner nobody names is searched in CloudTrail until it is used, and then denied', async () => {
    const role = await newRole(stage);
    await passes(stage, 5_000);
    const stolen = sessionOf(stage, role.roleName, 'batch-7');
    await stage.emit('scanner', scannerEvent({ accessKeyId: stolen.accessKeyId }));
    await stage.aws.host.idle();
    expect(await stage.incidentOf(stolen.accessKeyId)).toMatchObject({
      status: 'not-contained',
      decidedBy: 'principal-unknown',
    });
    await passes(stage, untilLookedAgain);
    expect(await works(stage, stolen)).toBe(true);
    // The investigation searches again after 5 minutes.
    await passes(stage, 300_000);
    await passes(stage, untilLookedAgain);
    expect(await stage.incidentOf(stolen.accessKeyId)).toMatchObject({
      status: 'contained',
      principal: { kind: 'role', name: role.roleName },
    });
    expect(await works(stage, stolen)).toBe(false);
  });
});

describe('where the deny of role sessions is not switched on', () => {
  it('a session is not contained, and the page says how to switch it on', async () => {
    const stage = await setTheStage({ revokeSessions: false });
    try {
      const role = await newRole(stage);
      const stolen = sessionOf(stage, role.roleName, thiefs);
      await stage.emit('guardduty', finding(stage, role, stolen));
      await stage.aws.host.idle();
      const incident = await stage.incidentOf(stolen.accessKeyId);
      expect(incident).toMatchObject({ status: 'not-contained' });
      expect(incident?.reason).toContain('deploy revoke-sessions');
      expect(await inlinePolicies(stage, role.roleName)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
