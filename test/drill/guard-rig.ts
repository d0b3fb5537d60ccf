import { randomUUID } from 'node:crypto';
import type { IAMClient } from '@aws-sdk/client-iam';
import { guardPolicy } from '#infra/cloud/guard/policy.ts';
import { parseSettings } from '#infra/cloud/settings/settings.ts';
import { clientsFor, type KeyPair } from '#infra/local/clients.ts';
import type { Stage, StageOptions } from '#infra/local/drill/stage.ts';
import { fullAwsAccess, type Organization } from '#infra/local/iam/state.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { setTheStageForContain } from './helpers.ts';
import { member } from './member-rig.ts';

const { accountId: home, region } = company;
const management = '999900001111';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

const settings = parseSettings({
  mail: ['security@example.com'],
  region,
  accounts: [member],
  organizationId: 'o-a1b2c3d4e5',
  memberExternalId: randomUUID(),
  revokeSessions: true,
  guard: {
    homeAccountId: home,
    breakGlass: ['arn:aws:iam::*:role/break-glass'],
    deployers: ['arn:aws:iam::*:role/deployer'],
  },
});

/** Tourniquet with its guard on, in an organization whose accounts are bound by the guard's policy. */
export const guardedStage = async (options: Partial<StageOptions> = {}) => {
  const bound = [fullAwsAccess, guardPolicy(settings)];
  const organization: Organization = {
    id: 'o-a1b2c3d4e5',
    managementAccountId: management,
    members: [home, member],
    scps: { [home]: bound, [member]: bound },
  };
  const stage = await setTheStageForContain({
    organization,
    accounts: [management],
    members: [{ accountId: member }],
    guard: true,
    ...options,
  });
  return { stage, organization };
};

/** A user with AdministratorAccess: an honest one, or what a thief has made himself. */
export const newAdministrator = async ({ aws }: Stage, UserName: string): Promise<IAMClient> => {
  const administer = aws.administerIn(member);
  await administer('iam', 'CreateUser', { UserName });
  await administer('iam', 'AttachUserPolicy', { UserName, PolicyArn: administrator });
  return iamOf(aws, await newKey(UserName, administer));
};

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: member }, Action: 'sts:AssumeRole' }],
});

/** Somebody at work under a role that may do anything in the account. */
export const newRoleAtWork = ({ aws }: Stage, RoleName: string) => {
  const { run, issueRoleSession } = aws.iam.setUp(member);
  const { Role } = run('CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
  run('AttachRolePolicy', { RoleName, PolicyArn: administrator });
  const session = issueRoleSession(RoleName, 'somebody');
  return { roleId: String(Role.RoleId), session, iam: iamOf(aws, session) };
};

export const iamOf = ({ url }: Stage['aws'], pair: KeyPair): IAMClient => clientsFor(url, region, pair).iam;

/** What the guard's tag says on a user of the member. */
export const tagOf = async ({ aws }: Stage, UserName: string): Promise<string | undefined> => {
  const { Tags } = await aws.administerIn(member)('iam', 'ListUserTags', { UserName });
  return Tags.find((tag: { Key: string }) => tag.Key === 'tourniquet-contained')?.Value;
};

/** What came of a call: `ok`, `denied by the guard`, or something that no test here expects. */
export const outcomeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const byGuard = name === 'AccessDenied' && /explicit deny in a service control policy/.test(message);
    return byGuard ? 'denied by the guard' : `${name}: ${message}`;
  }
};
