import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { guardDutyFinding } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { planned } from './account-changes.ts';
import { setTheStage } from './helpers.ts';
import { federationToken, isDenied, leaking, newUser, sessionToken, tries, works } from './leaking.ts';
import { mailsOf, pagesOf, toldSince } from './told.ts';

const { accountId, region } = company;
/** Until then CloudTrail shows a call. */
const trailDelay = 180_000;

let stage: Stage;
beforeAll(async () => {
  stage = await setTheStage({ trailDelay });
});
afterAll(() => stage.close());

const finding = (about: { accessKeyId: string; userName: string; userType?: string }) =>
  stage.emit('guardduty', guardDutyFinding(accountId, region, about, stage.aws.clock.now()));

const minutes = async (count: number): Promise<void> => {
  await stage.aws.clock.advance(count * 60_000);
  await stage.aws.host.idle();
};

describe('a session of GetSessionToken', () => {
  it('is stopped by the deny of its user, whom GuardDuty names; no key is switched off', async () => {
    const user = await newUser(stage);
    const session = await sessionToken(stage, user.key);
    const { after, changes, incident, told } = await leaking(stage, {
      credential: session,
      report: () => finding({ accessKeyId: session.accessKeyId, userName: user.userName }),
    });
    expect(after).toMatchObject(isDenied);
    expect(changes).toEqual([planned.denied(user.userName)]);
    expect(incident).toMatchObject({ status: 'contained', decidedBy: 'user-session' });
    expect(pagesOf(told)).toEqual([]);
  });
});

describe('a session of GetFederationToken', () => {
  it('whose user GuardDuty does not name is stopped once CloudTrail shows who issued it', async () => {
    const user = await newUser(stage);
    const session = await federationToken(stage, user.key);
    const about = { accessKeyId: session.accessKeyId, userName: 'support', userType: 'FederatedUser' };
    const { after, changes, incident, told } = await leaking(stage, {
      credential: session,
      report: () => finding(about),
    });
    expect(after).toMatchObject({ allowed: true });
    expect(changes).toEqual([]);
    expect(incident).toMatchObject({
      status: 'not-contained',
      decidedBy: 'principal-unknown',
      principal: null,
    });
    expect(pagesOf(told)[0]?.subject).toMatch(/^NOT CONTAINED/);

    const later = toldSince(stage);
    await minutes(5);
    expect(await tries(stage, session)).toMatchObject(isDenied);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({
      status: 'contained',
      principal: { kind: 'user', name: user.userName },
    });
    expect(mailsOf(later()).map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(`^Contained: .*${session.accessKeyId}`),
    );
  });
});

describe('a session that nobody names the owner of', () => {
  it('is searched for until the trail shows it, and then stopped; nothing else is changed', async () => {
    const user = await newUser(stage);
    const session = await sessionToken(stage, user.key);
    const { incident, told } = await leaking(stage, {
      credential: session,
      report: () => stage.emit('scanner', scannerEvent({ accessKeyId: session.accessKeyId })),
    });
    expect(incident).toMatchObject({ status: 'not-contained', decidedBy: 'principal-unknown' });
    const [page] = pagesOf(told);
    expect(page?.message).toContain('principal unknown');
    expect(page?.message).toContain(`AttributeKey=AccessKeyId,AttributeValue=${session.accessKeyId}`);
    await minutes(5);
    expect(await tries(stage, session)).toMatchObject(isDenied);
    // The user's own key was not reported: it stays on, and the deny stops it.
    expect(await tries(stage, user.key)).toMatchObject(isDenied);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({
      status: 'contained',
      alsoStopped: [user.key.accessKeyId],
    });
  });

  it('and that no call has shown yet stays not contained, and is looked for again', async () => {
    const user = await newUser(stage);
    const other = await newUser(stage);
    // The call that issued it is late by more than the test looks at.
    stage.aws.trail.setDelay(24 * 3_600_000);
    const session = await sessionToken(stage, user.key);
    stage.aws.trail.setDelay(trailDelay);
    const { changes } = await leaking(stage, {
      credential: other.key,
      report: () => stage.emit('scanner', scannerEvent({ accessKeyId: session.accessKeyId })),
    });
    await minutes(20);
    expect(changes).toEqual([]);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'not-contained' });
    expect(await works(stage, session)).toBe(true);
    // Used for the first time: the next search after the trail shows it finds it.
    await minutes(20);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'contained' });
    expect(await tries(stage, session)).toMatchObject(isDenied);
  });
});
