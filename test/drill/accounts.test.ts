import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardDutyRoleFinding } from '#infra/local/drill/events/guardduty.ts';
import { guardDutyFinding, leak } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { planned } from './account-changes.ts';
import { accountState } from './account-state.ts';
import { setTheStage } from './helpers.ts';
import { isDenied, keyIsOff, leaking, newRole, newUser, settled, works } from './leaking.ts';
import { pagesOf } from './told.ts';

const { accountId: home, region } = company;
const member = '222233334444';
const otherwise = '333344445555';
const bare = '444455556666';

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage({
    members: [
      { accountId: member },
      { accountId: otherwise, externalId: 'of-another-deployment' },
      { accountId: bare, roles: false },
    ],
    organization: { id: 'o-a1b2c3d4e5', managementAccountId: home, scps: {} },
  });
});
afterAll(() => stage.close());

const byGithub = (key: Parameters<typeof leak>[1]) => () => stage.deliver(leak(stage.github, key));

/** Until SQS shows a message again that failed. */
const redelivered = async (): Promise<void> => {
  await stage.aws.clock.advance(61_000);
  await settled(stage);
};

describe('a credential of a member account is contained there, by one deployment, into one store', () => {
  it('a key that GitHub reports: nothing else is changed, in that account or in ours', async () => {
    const user = await newUser(stage, { accountId: member });
    const ours = await accountState(stage.aws);
    const { after, incident, changes, told } = await leaking(stage, {
      credential: user.key,
      accountId: member,
      report: byGithub(user.key),
    });
    expect(after).toMatchObject(keyIsOff);
    expect(changes.toSorted()).toEqual(
      [planned.keyOff(user.userName, user.key.accessKeyId), planned.denied(user.userName)].toSorted(),
    );
    expect(await accountState(stage.aws)).toEqual(ours);
    expect(incident).toMatchObject({ status: 'contained', accountId: member });
    expect(pagesOf(told)).toEqual([]);

    // The CloudTrail of that account says which incident every change was made for.
    const changed = stage.aws.trail
      .records(member)
      .filter(({ eventSource, readOnly, userIdentity }) => {
        const byUs = /:assumed-role\/tourniquet-/.test(userIdentity.arn ?? '');
        return eventSource === 'iam.amazonaws.com' && !readOnly && byUs;
      })
      .map(({ eventName, userIdentity }) => `${eventName} by ${userIdentity.arn}`);
    const session = `arn:aws:sts::${member}:assumed-role/tourniquet-member/${incident?.incidentId}`;
    expect(changed.toSorted()).toEqual([`AttachUserPolicy by ${session}`, `UpdateAccessKey by ${session}`]);
  });

  it('a key that GuardDuty reports in that account, whose name a user of ours has too; a restore puts it back', async () => {
    const user = await newUser(stage, { accountId: member, full: true, boundary: 'PowerUserAccess' });
    await stage.aws.administer('iam', 'CreateUser', { UserName: user.userName });
    const [before, ours] = [await accountState(stage.aws, member), await accountState(stage.aws)];
    const about = { accessKeyId: user.key.accessKeyId, userName: user.userName };
    const { after, changes } = await leaking(stage, {
      credential: user.key,
      accountId: member,
      report: () =>
        stage.emit('guardduty', guardDutyFinding(member, region, about, stage.aws.clock.now()), member),
    });
    expect(after).toMatchObject(keyIsOff);
    expect(changes).toContain(planned.bound(user.userName, 'arn:aws:iam::aws:policy/PowerUserAccess'));
    const { payload } = await stage.aws.host.invoke('tourniquet-restore', { accessKeyId: about.accessKeyId });
    expect(JSON.parse(payload)).toMatchObject({ status: 'restored', accountId: member });
    expect(await accountState(stage.aws, member)).toEqual(before);
    expect(await accountState(stage.aws)).toEqual(ours);
    expect(await works(stage, user.key)).toBe(true);
  });

  it('a user whom AWS quarantines there', async () => {
    const user = await newUser(stage, { accountId: member });
    const { after, changes } = await leaking(stage, {
      credential: user.key,
      accountId: member,
      report: () => stage.aws.quarantine(member, user.userName),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes).toContain(planned.denied(user.userName));
    expect(changes).toHaveLength(2);
  });

  it('a session of a role, by the role for that alone', async () => {
    const role = newRole(stage, { accountId: member });
    const stolen = stage.aws.iam.setUp(member).issueRoleSession(role.roleName, 'build');
    const finding = guardDutyRoleFinding({
      ...role,
      accessKeyId: stolen.accessKeyId,
      sessionName: 'build',
      accountId: member,
      at: stage.aws.clock.now(),
    });
    const { after, changes, incident } = await leaking(stage, {
      credential: stolen,
      accountId: member,
      report: () => stage.emit('guardduty', finding, member),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes).toEqual([
      expect.stringContaining(planned.sessionDenied(role.roleName, stolen.accessKeyId)),
    ]);
    const writer = stage.aws.trail.records(member).find(({ eventName }) => eventName === 'PutRolePolicy');
    expect(writer?.userIdentity.arn).toBe(
      `arn:aws:sts::${member}:assumed-role/tourniquet-member-revoke/${incident?.incidentId}`,
    );
  });
});

describe('a member account that cannot be entered', () => {
  /** As somebody mends it who has read the reason: the role trusts as that of the other account does. */
  const trustUs = async (account: string): Promise<void> => {
    const RoleName = 'tourniquet-member';
    const { Role } = await stage.aws.administerIn(member)('iam', 'GetRole', { RoleName });
    const PolicyDocument = decodeURIComponent(Role.AssumeRolePolicyDocument);
    await stage.aws.administerIn(account)('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
  };

  it('because its role demands another ExternalId: nothing is changed, the reason says how to mend it, and once it is mended the next delivery contains', async () => {
    const user = await newUser(stage, { accountId: otherwise });
    const { after, changes, incident, told } = await leaking(stage, {
      credential: user.key,
      accountId: otherwise,
      report: byGithub(user.key),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'owner-undecided' });
    expect(incident?.reason).toContain(
      'demands an ExternalId other than TOURNIQUET_MEMBER_EXTERNAL_ID: make both the same',
    );
    expect(pagesOf(told)[0]?.message).toContain(`account ${otherwise} cannot be entered`);
    // The id that proves us is nowhere in what people read or what is kept.
    const kept = JSON.stringify([await stage.incidents(), told]);
    expect(kept).not.toContain(stage.deployed.memberExternalId);
    await trustUs(otherwise);
    await redelivered();
    expect(await works(stage, user.key)).toBe(false);
    expect(await stage.incidentOf(user.key.accessKeyId)).toMatchObject({
      status: 'contained',
      accountId: otherwise,
    });
  });

  it('because it has no role of ours: nothing is changed, and the reason says to deploy it', async () => {
    const user = await newUser(stage, { accountId: bare });
    const { after, changes, incident } = await leaking(stage, {
      credential: user.key,
      accountId: bare,
      report: byGithub(user.key),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'owner-undecided' });
    expect(incident?.reason).toContain(
      `(1) role tourniquet-member does not exist in ${bare}: deploy the member role template there`,
    );
  });
});

describe('STS that throttles', () => {
  const throttled = async (times: number) => {
    const user = await newUser(stage, { accountId: member });
    const effect = { kind: 'throttle' } as const;
    const fault = stage.aws.faults.inject({ service: 'sts', operation: 'AssumeRole', effect, times });
    await leaking(stage, { credential: user.key, accountId: member, report: byGithub(user.key) });
    return { user, fault };
  };

  it('a few times is asked again at once, and the key is contained', async () => {
    const { user, fault } = await throttled(3);
    fault.remove();
    expect(await works(stage, user.key)).toBe(false);
    expect(await stage.incidentOf(user.key.accessKeyId)).toMatchObject({ status: 'contained' });
  });

  // The SDK's pauses between its attempts are real time.
  const patience = { timeout: 120_000 };

  it(
    'for minutes keeps the message on the queue, and the key is contained with the next delivery',
    patience,
    async () => {
      const { user, fault } = await throttled(Number.POSITIVE_INFINITY);
      expect(await works(stage, user.key)).toBe(true);
      expect(await stage.incidentOf(user.key.accessKeyId)).toMatchObject({
        status: 'not-contained',
        reason: expect.stringMatching(/throttl/i),
      });
      fault.remove();
      await redelivered();
      expect(await works(stage, user.key)).toBe(false);
      expect(await stage.incidentOf(user.key.accessKeyId)).toMatchObject({ status: 'contained' });
    },
  );
});
