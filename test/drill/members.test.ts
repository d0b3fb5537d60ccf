import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { guardDutyFinding } from '#infra/local/drill/events/guardduty.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { newKey } from '#infra/local/scenario/seed.ts';
import { denyAll, noLimits, notesAbout, setTheStageForContain } from './helpers.ts';

const home = company.accountId;
const [member, stranger] = ['222233334444', '333344445555'];
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: home, members: [home, member], scps: {} };
const { region } = company;

let stage: Stage;
afterEach(() => stage.close());

/** A user with a key in an account that is not ours. */
const victimIn = async (accountId: string) => {
  const administer = stage.aws.administerIn(accountId);
  const userName = `victim-${randomUUID().slice(0, 8)}`;
  await administer('iam', 'CreateUser', { UserName: userName });
  return { accountId, userName, key: await newKey(userName, administer) };
};
type MemberVictim = Awaited<ReturnType<typeof victimIn>>;

const standingOf = async ({ accountId, userName: UserName }: MemberVictim) => {
  const administer = stage.aws.administerIn(accountId);
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName });
  return {
    key: AccessKeyMetadata[0].Status,
    denied: AttachedPolicies.some((policy: { PolicyArn: string }) => policy.PolicyArn === denyAll),
  };
};
const free = { key: 'Active', denied: false };

const report = async ({ accountId, userName, key }: MemberVictim, from = home): Promise<void> => {
  const named = { accessKeyId: key.accessKeyId, userName };
  const finding = guardDutyFinding(accountId, region, named, stage.aws.clock.now());
  await stage.emit('guardduty', finding, from);
  await stage.aws.host.idle();
};

describe('a key of a member account', () => {
  it('is contained there, under a session that carries the incident, and restored', async () => {
    stage = await setTheStageForContain({ organization, members: [{ accountId: member }] });
    const victim = await victimIn(member);
    // The finding is in the member's own account, whose rule forwards it.
    await report(victim, member);
    expect(await standingOf(victim)).toEqual({ key: 'Inactive', denied: true });
    const incident = await stage.incidentOf(victim.key.accessKeyId);
    expect(incident).toMatchObject({ status: 'contained', accountId: member });
    const [change] = stage.aws.trail
      .records(member)
      .filter(({ eventName }) => eventName === 'UpdateAccessKey');
    expect(change?.userIdentity.arn).toBe(
      `arn:aws:sts::${member}:assumed-role/tourniquet-member/${incident?.incidentId}`,
    );

    const { functionError, payload } = await stage.aws.host.invoke('tourniquet-restore', {
      incidentId: incident?.incidentId,
    });
    expect(functionError, payload).toBeUndefined();
    expect(await standingOf(victim)).toEqual(free);
  });

  it.each([
    ['its role is not there', { roles: false as const }],
    ['its role expects another external id', { externalId: 'of-somebody-else' }],
  ])('is not contained where %s, and the page says what to mend', async (_, fault) => {
    stage = await setTheStageForContain({ organization, members: [{ accountId: member, ...fault }] });
    const victim = await victimIn(member);
    await report(victim);
    expect(await standingOf(victim)).toEqual(free);
    const incident = await stage.incidentOf(victim.key.accessKeyId);
    expect(incident).toMatchObject({ status: 'not-contained' });
    expect(incident?.reason).toContain('tourniquet-member');
    expect(incident?.reason).toMatch(/ExternalId/i);
    expect(incident?.reason).not.toContain(stage.deployed.memberExternalId);
    const page = stage.aws.sns.mailbox(stage.deployed.pagesTopicArn).at(-1);
    expect(page?.subject).toMatch(/^NOT CONTAINED/);
    expect(page?.message).toContain('tourniquet-member');
  });

  it('is contained although STS throttles', async () => {
    stage = await setTheStageForContain({ organization, members: [{ accountId: member }] });
    const victim = await victimIn(member);
    stage.aws.faults.inject({
      service: 'sts',
      operation: 'AssumeRole',
      times: 3,
      effect: { kind: 'throttle' },
    });
    await report(victim);
    expect(await standingOf(victim)).toEqual({ key: 'Inactive', denied: true });
  });

  it('is known as one by the organization where the rules say so', async () => {
    const rules = { ...noLimits, accounts: [], organization: true };
    stage = await setTheStageForContain({ organization, members: [{ accountId: member }], rules });
    const victim = await victimIn(member);
    await report(victim);
    expect(await standingOf(victim)).toEqual({ key: 'Inactive', denied: true });
  });
});

describe('a key of an account outside of the organization', () => {
  it.each([
    ['listed accounts', {}],
    ['the organization', { accounts: [], organization: true }],
  ])('is named and never touched, by %s', async (_, rules) => {
    stage = await setTheStageForContain({
      organization,
      accounts: [stranger],
      members: [{ accountId: member }],
      rules: { ...noLimits, ...rules },
    });
    const victim = await victimIn(stranger);
    await report(victim);
    expect(await standingOf(victim)).toEqual(free);
    expect(await stage.incidentOf(victim.key.accessKeyId)).toMatchObject({
      status: 'not-ours',
      accountId: stranger,
      steps: [],
    });
    expect(await notesAbout(stage, victim.key.accessKeyId)).toMatchObject([{ kind: 'not-ours' }]);
    // A role that the stranger has planted never learns the external id.
    expect(stage.aws.calls.filter(({ operation }) => operation === 'AssumeRole')).toEqual([]);
  });
});
