import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  DeleteAccessKeyCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  TagUserCommand,
  UntagRoleCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsFor } from '#infra/local/clients.ts';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { fullAwsAccess, type Organization } from '#infra/local/iam/state.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { becoming, detachDeny, lifting, locking, switchOn, takeTagOff } from './guard-moves.ts';
import { guardedStage, iamOf, newAdministrator, newRoleAtWork, outcomeOf, tagOf } from './guard-rig.ts';
import { newVictim, passes, reports, standingOf as standingAtHome, stopped } from './helpers.ts';
import { contained, free, member, report, standingOf, victimIn } from './member-rig.ts';

const byGuard = 'denied by the guard';
const restore = async ({ aws }: Stage, accessKeyId: string) =>
  JSON.parse((await aws.host.invoke('tourniquet-restore', { accessKeyId, force: true })).payload);

describe('with the guard on, in an account of the organization', () => {
  let stage: Stage;
  let organization: Organization;
  let thief: IAMClient;
  let breakGlass: IAMClient;
  let deployer: IAMClient;
  let victim: Awaited<ReturnType<typeof victimIn>>;
  beforeAll(async () => {
    ({ stage, organization } = await guardedStage());
    thief = await newAdministrator(stage, 'thief');
    newRoleAtWork(stage, 'bystander');
    breakGlass = newRoleAtWork(stage, 'break-glass').iam;
    deployer = newRoleAtWork(stage, 'deployer').iam;
    victim = await containedVictim();
  });
  afterAll(() => stage.close());

  const containedVictim = async () => {
    const leaked = await victimIn(stage, member);
    await report(stage, leaked, member);
    expect(await standingOf(stage, leaked)).toEqual(contained);
    return leaked;
  };

  it('the user is tagged beside its key and its deny', async () => {
    expect(await tagOf(stage, victim.userName)).toBe('true');
    expect(await stage.incidentOf(victim.key.accessKeyId)).toMatchObject({
      status: 'contained',
      steps: [{ id: 'deactivate-key' }, { id: 'deny-user' }, { id: 'tag-user', outcome: 'done' }],
    });
  });

  it.each(Object.keys(lifting))('an administrator cannot %s', async (what) => {
    expect(await outcomeOf(lifting[what]?.(thief, victim) ?? expect.fail(what))).toBe(byGuard);
    expect(await standingOf(stage, victim)).toEqual(contained);
    expect(await tagOf(stage, victim.userName)).toBe('true');
  });

  it.each(Object.keys(locking))('an administrator cannot %s', async (what) => {
    const innocent = await victimIn(stage, member);
    expect(await outcomeOf(locking[what]?.(thief, innocent) ?? expect.fail(what))).toBe(byGuard);
    expect(await tagOf(stage, innocent.userName)).toBeUndefined();
  });

  it.each(Object.keys(becoming))('an administrator cannot %s', async (what) => {
    expect(await outcomeOf(becoming[what]?.(thief, victim) ?? expect.fail(what))).toBe(byGuard);
  });

  it('a group gives nothing to whom everything is denied', async () => {
    const leaked = await victimIn(stage, member);
    const other = await newKey(leaked.userName, stage.aws.administerIn(member));
    const works = async () =>
      (await attempt('it', listBuckets, clientsFor(stage.aws.url, company.region, other))).allowed;
    const GroupName = 'admins';
    await thief.send(new CreateGroupCommand({ GroupName }));
    await thief.send(
      new AttachGroupPolicyCommand({ GroupName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );
    const join = () => thief.send(new AddUserToGroupCommand({ GroupName, UserName: leaked.userName }));
    await join();
    expect(await works()).toBe(true);
    await report(stage, leaked, member);
    await join();
    expect(await works()).toBe(false);
  });

  it('an ordinary administrator rotates the key of a user who is not contained, and tags as before', async () => {
    const admin = await newAdministrator(stage, 'admin');
    const { userName: UserName, key } = await victimIn(stage, member);
    const AccessKeyId = key.accessKeyId;
    const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }));
    await admin.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    await admin.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await admin.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    await admin.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'shop' }] }));
    const { AccessKeyMetadata } = await stage.aws.administerIn(member)('iam', 'ListAccessKeys', { UserName });
    expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId: AccessKey?.AccessKeyId, Status: 'Active' }]);
  });

  it('anybody may still delete a contained key, as the report asks', async () => {
    const { userName: UserName, key } = await containedVictim();
    const deleted = thief.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId }));
    expect(await outcomeOf(deleted)).toBe('ok');
  });

  it('Tourniquet restores: the tag comes off, and the user is as free as before', async () => {
    const leaked = await containedVictim();
    expect(await restore(stage, leaked.key.accessKeyId)).toMatchObject({ status: 'restored' });
    expect([await standingOf(stage, leaked), await tagOf(stage, leaked.userName)]).toEqual([free, undefined]);
    expect(await outcomeOf(thief.send(new CreateAccessKeyCommand({ UserName: leaked.userName })))).toBe('ok');
  });

  it('a break-glass role lifts it by hand, and nobody who only looks like one', async () => {
    const leaked = await containedVictim();
    const lookalike = newRoleAtWork(stage, 'break-glass-2').iam;
    for (const move of [detachDeny, switchOn, takeTagOff]) {
      expect(await outcomeOf(move(lookalike, leaked))).toBe(byGuard);
      expect(await outcomeOf(move(deployer, leaked))).toBe(byGuard);
    }
    for (const move of [detachDeny, switchOn, takeTagOff])
      expect(await outcomeOf(move(breakGlass, leaked))).toBe('ok');
    expect([await standingOf(stage, leaked), await tagOf(stage, leaked.userName)]).toEqual([free, undefined]);
  });

  it('whoever deploys changes the roles of Tourniquet, and Tourniquet itself does not', async () => {
    const { Role } = await stage.aws.administerIn(member)('iam', 'GetRole', {
      RoleName: 'tourniquet-member',
    });
    const same = () => ({
      RoleName: 'tourniquet-member',
      PolicyDocument: decodeURIComponent(Role.AssumeRolePolicyDocument),
    });
    const by = (iam: IAMClient) => outcomeOf(iam.send(new UpdateAssumeRolePolicyCommand(same())));
    expect([await by(deployer), await by(breakGlass), await by(thief)]).toEqual(['ok', 'ok', byGuard]);
  });

  it('the session of a role stays denied, until it is restored', async () => {
    const { roleId, session } = newRoleAtWork(stage, 'worker');
    const works = async () =>
      (await attempt('it', listBuckets, clientsFor(stage.aws.url, company.region, session))).allowed;
    const { accessKeyId } = session;
    const named = { roleName: 'worker', roleId, accessKeyId, sessionName: 'somebody', accountId: member };
    await stage.emit('guardduty', guardDutyRoleFinding({ ...named, at: stage.aws.clock.now() }), member);
    await stage.aws.host.idle();
    expect(await works()).toBe(false);
    const ours = { RoleName: 'worker', PolicyName: `TourniquetDeny-${accessKeyId}` };
    const untag = { RoleName: 'worker', TagKeys: ['tourniquet-contained'] };
    expect(await outcomeOf(thief.send(new DeleteRolePolicyCommand(ours)))).toBe(byGuard);
    expect(await outcomeOf(thief.send(new UntagRoleCommand(untag)))).toBe(byGuard);
    expect(await restore(stage, accessKeyId)).toMatchObject({ status: 'restored' });
    expect(await works()).toBe(true);
  });

  it('holds in the home account, too, where the functions contain and restore by their own roles', async () => {
    const local = await newVictim(stage);
    await reports.guardduty(stage, local);
    await stage.aws.host.idle();
    expect(await standingAtHome(stage, local)).toEqual(stopped);
    const { run } = stage.aws.iam.setUp(company.accountId);
    run('CreateUser', { UserName: 'insider' });
    run('AttachUserPolicy', {
      UserName: 'insider',
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
    const insider = iamOf(stage.aws, await newKey('insider', stage.aws.administer));
    for (const move of [detachDeny, switchOn, takeTagOff])
      expect(await outcomeOf(move(insider, local))).toBe(byGuard);
    expect(await restore(stage, local.key.accessKeyId)).toMatchObject({ status: 'restored' });
    expect(await standingAtHome(stage, local)).toEqual({ key: 'Active', denied: false });
  });

  it('it is the policy that holds: without it the same administrator lifts all', async () => {
    const leaked = await containedVictim();
    organization.scps[member] = [fullAwsAccess];
    for (const move of [detachDeny, switchOn, takeTagOff])
      expect(await outcomeOf(move(thief, leaked))).toBe('ok');
    expect(await standingOf(stage, leaked)).toEqual(free);
  });
});

describe('while IAM is late', () => {
  const propagationDelay = 4_000;
  let stage: Stage;
  afterAll(() => stage.close());

  it('what a thief lifts before the tag is seen is put back, and then he cannot again', async () => {
    ({ stage } = await guardedStage({ propagationDelay }));
    const thief = await newAdministrator(stage, 'thief');
    const leaked = await victimIn(stage, member);
    await stage.aws.clock.advance(propagationDelay);
    await report(stage, leaked, member);
    const moves = [detachDeny, switchOn, takeTagOff];
    const strike = async () => Promise.all(moves.map((move) => outcomeOf(move(thief, leaked))));
    // The tag is known to nobody yet; that it may not be touched by others needs no tag.
    expect(await strike()).toEqual(['ok', 'ok', byGuard]);
    await passes(stage, 60_000);
    expect(await standingOf(stage, leaked)).toEqual(contained);
    expect(await strike()).toEqual([byGuard, byGuard, byGuard]);
    expect(await standingOf(stage, leaked)).toEqual(contained);
  });
});
