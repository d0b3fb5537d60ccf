import { expect } from 'vitest';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { guardTag } from '#lib/credential/guard-tag.ts';
import type { DescendantFound } from '#lib/signal/descendant.ts';
import { accountState } from '#test/drill/account-state.ts';
import { passes, untilLookedAgain } from '#test/drill/helpers.ts';
import { newRole, newUser, type StageRole, works } from '#test/drill/leaking.ts';
import { member } from '../stage.ts';
import { finding } from './of-users.ts';
import { restore, type Story } from './story.ts';

const { accountId: home, region } = company;

/** A session of the role is stolen, and GuardDuty tells of it. */
export const sessionFinding = async (stage: Stage, role: StageRole, accountId: string) => {
  const sessionName = 'i-0a1b2c3d4e5f60718';
  const stolen = stage.aws.iam.setUp(accountId).issueRoleSession(role.roleName, sessionName);
  const { accessKeyId } = stolen;
  const at = stage.aws.clock.now();
  const named = { ...role, sessionName, accessKeyId, accountId, region, at };
  await stage.emit('guardduty', guardDutyRoleFinding(named), accountId);
  await passes(stage, untilLookedAgain);
  expect(await stage.incidentOf(accessKeyId)).toMatchObject({ status: 'contained', accountId });
  return stolen;
};

const sessionDenied =
  (accountId: string) =>
  async (stage: Stage): Promise<void> => {
    const role = newRole(stage, { accountId });
    const before = await accountState(stage.aws, accountId);
    const stolen = await sessionFinding(stage, role, accountId);
    expect(await works(stage, stolen)).toBe(false);
    const { Role } = await stage.aws.administerIn(accountId)('iam', 'GetRole', { RoleName: role.roleName });
    expect(Role.Tags).toContainEqual({ Key: guardTag.key, Value: guardTag.value });
    await restore(stage, `${stolen.accessKeyId}-1`);
    expect(await works(stage, stolen)).toBe(true);
    expect(await accountState(stage.aws, accountId)).toEqual(before);
  };

const fullRole = async (stage: Stage, accountId: string, boundary?: string) => {
  const role = newRole(stage, { accountId });
  const RoleName = role.roleName;
  const administer = stage.aws.administerIn(accountId);
  const { Policies } = await administer('iam', 'ListPolicies', { Scope: 'AWS', MaxItems: 1_000 });
  const arns: string[] = Policies.map(({ Arn }: { Arn: string }) => Arn);
  const others = arns.filter((arn) => !/Quarantine|Deny|AdministratorAccess$/.test(arn));
  for (const PolicyArn of others.slice(0, 19))
    await administer('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  const PermissionsBoundary = `arn:aws:iam::aws:policy/${boundary}`;
  if (boundary) {
    await administer('iam', 'PutRolePermissionsBoundary', { RoleName, PermissionsBoundary });
    await administer('iam', 'TagRole', { RoleName, Tags: [{ Key: guardTag.key, Value: 'no' }] });
  }
  return role;
};

/** What a thief made or used, as the investigation hands it on. */
const descendant = async (
  stage: Stage,
  incidentId: string,
  accountId: string,
  thing: DescendantFound['thing'],
) => {
  const issuedAt = stage.aws.clock.now().toISOString();
  const message: DescendantFound = {
    kind: 'descendant',
    incidentId,
    accountId,
    issuedAt,
    how: 'made by the leaked key',
    thing,
  };
  stage.aws.sqs.send(stage.deployed.signalsQueueArn, JSON.stringify(message));
  await passes(stage, untilLookedAgain);
};

const rolesMade =
  (accountId: string, kinds: ('plain' | 'full' | 'full and bounded')[]) =>
  async (stage: Stage): Promise<void> => {
    const leaked = await newUser(stage);
    const roles = await Promise.all(
      kinds.map((kind) =>
        kind === 'plain'
          ? newRole(stage, { accountId })
          : fullRole(stage, accountId, kind === 'full' ? undefined : 'PowerUserAccess'),
      ),
    );
    const before = await accountState(stage.aws, accountId);
    await finding(stage, leaked);
    const incidentId = `${leaked.key.accessKeyId}-1`;
    for (const role of roles) await descendant(stage, incidentId, accountId, { type: 'role', ...role });
    const found = (await stage.incidents()).filter(({ descendantOf }) => descendantOf === incidentId);
    expect(found.map(({ status }) => status)).toEqual(roles.map(() => 'contained'));
    await restore(stage, incidentId);
    expect(await accountState(stage.aws, accountId)).toEqual(before);
  };

/** Sessions of roles, and what a thief made. */
export const storiesOfRoles: Story[] = [home, member].flatMap((accountId) => {
  const where = accountId === home ? 'at home' : 'in a member account';
  return [
    { name: `a session of a role ${where}`, play: sessionDenied(accountId) },
    { name: `a role that the thief made ${where}`, play: rolesMade(accountId, ['plain']) },
    { name: `such a role ${where} without room for a policy`, play: rolesMade(accountId, ['full']) },
    { name: `such a role ${where} with a boundary`, play: rolesMade(accountId, ['full and bounded']) },
  ];
});
