import { randomUUID } from 'node:crypto';
import { guardDutyFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { denyAll } from './helpers.ts';

const { accountId: home, region } = company;
export const member = '222233334444';
export const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: home,
  members: [home, member],
  scps: {},
};

/** A user with a key in an account that is not ours. */
export const victimIn = async ({ aws }: Stage, accountId: string) => {
  const administer = aws.administerIn(accountId);
  const userName = `victim-${randomUUID().slice(0, 8)}`;
  await administer('iam', 'CreateUser', { UserName: userName });
  return { accountId, userName, key: await newKey(userName, administer) };
};
type MemberVictim = Awaited<ReturnType<typeof victimIn>>;

export const standingOf = async ({ aws }: Stage, { accountId, userName: UserName }: MemberVictim) => {
  const administer = aws.administerIn(accountId);
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName });
  return {
    key: AccessKeyMetadata[0].Status,
    denied: AttachedPolicies.some((policy: { PolicyArn: string }) => policy.PolicyArn === denyAll),
  };
};
export const free = { key: 'Active', denied: false };
export const contained = { key: 'Inactive', denied: true };

/** GuardDuty's finding, in the account where it is told. */
export const report = async (
  stage: Stage,
  { accountId, userName, key }: MemberVictim,
  toldIn = home,
): Promise<void> => {
  const named = { accessKeyId: key.accessKeyId, userName };
  const finding = guardDutyFinding(accountId, region, named, stage.aws.clock.now());
  await stage.emit('guardduty', finding, toldIn);
  await stage.aws.host.idle();
};
