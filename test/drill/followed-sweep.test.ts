import { setTimeout as sleep } from 'node:timers/promises';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import {
  alice,
  aliceWith,
  assumedBy,
  detachDeny,
  hour,
  keyOfAlice,
  leakedOf,
  minute,
  rootOf,
  setTheFollowedStage,
  switchOn,
  takeOff,
  thiefWith,
  untilLook,
} from './following.ts';
import { denyAll, passes, reports, standingOf, stopped, untilLookedAgain } from './helpers.ts';
import { mailsOf, pagesOf, type Told, toldSince } from './told.ts';

const stages: Stage[] = [];
// Each has a stage of its own. Its looks take real seconds of a machine that does other things: what fails twice is a fault.
const again = { retry: 1 } as const;

const newStage = async (options: Parameters<typeof setTheFollowedStage>[0] = {}): Promise<Stage> => {
  const stage = await setTheFollowedStage(options);
  stages.push(stage);
  return stage;
};
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

const { accountId } = company;
const timeout = 120_000;
const off = { key: 'Active', denied: false };

const saying = (told: readonly Told[], subject: RegExp): Told[] =>
  told.filter((each) => subject.test(each.subject));

/** Acts at the first mail that fits. Resolves once that was done. */
const atMail = ({ aws }: Stage, fits: RegExp, act: () => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = aws.sns.onMail(({ subject = '' }) => {
      if (!fits.test(subject)) return;
      stop();
      act().then(resolve, reject);
    });
  });

describe.concurrent('a thief who takes the containment off', again, () => {
  it('while IAM spreads it is contained again ten seconds later, and the last mail does not say silent', {
    timeout,
  }, async () => {
    // Twice as long as was seen on AWS, so that a slow machine is still within it.
    const stage = await newStage({ propagationDelay: 8_000 });
    const leaked = leakedOf(stage);
    const told = toldSince(stage);
    const takenOff = atMail(stage, /^Contained: AWS key/, async () => {
      // CloudTrail tells the second only: in that of the containment nobody could tell before from after.
      await sleep(1_000);
      await takeOff(thiefWith(stage, leaked.key), leaked);
    });
    await reports.guardduty(stage, leaked);
    await takenOff;
    expect(await standingOf(stage, leaked)).toEqual(off);
    await passes(stage, untilLookedAgain);
    expect(await standingOf(stage, leaked)).toEqual(stopped);
    const [again, ...others] = saying(told(), /^Applied again: AWS key/);
    expect(others).toEqual([]);
    expect(again?.message).toMatch(/^Somebody took off: deactivate-key, deny-user\. .* holds\.\n\nCONTAINED/);
    await untilLook(stage, 0, 4);
    const last = mailsOf(told()).at(-1);
    expect(last?.subject).toMatch(/^NOT SILENT, 2 calls succeeded after containment/);
    expect(saying(told(), /^Contained/)).toHaveLength(1);
    expect(await rootOf(stage)).toMatchObject({ status: 'contained' });
  });

  it('with sessions that only CloudTrail shows is contained again by the next look each time', {
    timeout,
  }, async () => {
    const stage = await newStage();
    const leaked = leakedOf(stage);
    const hidden = (name: string, until: number) =>
      stage.aws.trail.delayNext(
        ({ requestParameters }) => requestParameters?.['roleSessionName'] === name,
        until,
      );
    const first = thiefWith(
      stage,
      await assumedBy(thiefWith(stage, leaked.key), 'deployment', 'night-shift'),
    );
    hidden('relay', 6 * minute);
    const relay = await assumedBy(first, 'deployment', 'relay');
    hidden('spare', 50 * minute);
    const spare = await assumedBy(first, 'deployment', 'spare');
    await passes(stage, 3 * minute);
    const told = toldSince(stage);
    await reports.guardduty(stage, leaked);
    await passes(stage, 3 * minute);
    expect(await standingOf(stage, leaked)).toEqual(stopped);
    for (const [pair, ahead, look] of [
      [relay, 4 * minute, 1],
      [spare, 30 * minute, 3],
    ] as const) {
      await takeOff(thiefWith(stage, pair), leaked);
      expect(await standingOf(stage, leaked), `before look ${look}`).toEqual(off);
      const before = told().length;
      await passes(stage, ahead + 45_000);
      if (look === 3) await passes(stage, 3 * minute);
      expect(await standingOf(stage, leaked), `after look ${look}`).toEqual(stopped);
      const since = told().slice(before);
      expect(saying(since, /^AFTER CONTAINMENT 2 calls succeeded/)[0]?.message).toContain(pair.accessKeyId);
      expect(saying(since, /^Applied again/)[0]?.message).toMatch(
        /^Somebody took off: deactivate-key, deny-user/,
      );
      expect(saying(since, /^Contained:/)).toEqual([]);
      // To the third look.
      if (look === 1) await passes(stage, 25 * minute);
    }
    expect(pagesOf(told())).toEqual([]);
    expect(await stage.incidentOf(relay.accessKeyId)).toMatchObject({ status: 'contained' });
  });
});

/** Three minutes after the first look. One of which a part failed comes again a minute later, and all others with it. */
const untilNextLook = 4 * minute;

describe.concurrent('what a session takes off whose issue CloudTrail has not shown', again, () => {
  it('is taken for the work of the thief', { timeout }, async () => {
    const stage = await newStage();
    const leaked = leakedOf(stage);
    stage.aws.trail.delayNext(({ eventName }) => eventName === 'AssumeRole', 12 * minute);
    const session = await assumedBy(thiefWith(stage, leaked.key), 'deployment', 'night-shift');
    await passes(stage, 3 * minute);
    const told = toldSince(stage);
    await reports.guardduty(stage, leaked);
    await passes(stage, 3 * minute);
    await takeOff(thiefWith(stage, session), leaked);
    expect(await standingOf(stage, leaked)).toEqual(off);
    await passes(stage, untilNextLook);
    expect(await stage.incidentOf(session.accessKeyId)).toBeUndefined();
    expect(await standingOf(stage, leaked)).toEqual(stopped);
    expect(pagesOf(told())).toEqual([]);
    await untilLook(stage, 1, 2);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'contained' });
    expect(saying(told(), /^AFTER CONTAINMENT 2 calls/)[0]?.message).toContain(session.accessKeyId);
  });
});

describe.concurrent('what an administrator takes off', again, () => {
  it('is left so, and paged with the names and the commands that put it back', { timeout }, async () => {
    const stage = await newStage();
    const leaked = leakedOf(stage);
    const admin = aliceWith(stage, keyOfAlice(stage));
    await admin.iam.send(new ListUsersCommand({}));
    await passes(stage, 2 * hour);
    const told = toldSince(stage);
    await reports.guardduty(stage, leaked);
    await passes(stage, 3 * minute);
    const session = await assumedBy(admin, 'deployment', 'on-call');
    await switchOn(aliceWith(stage, session), leaked);
    await detachDeny(admin, leaked);
    await passes(stage, untilNextLook);
    expect(await standingOf(stage, leaked)).toEqual(off);
    const [page, ...more] = pagesOf(told());
    expect(more).toEqual([]);
    expect(page?.subject).toMatch(/^NOT CONTAINED/);
    const onCall = `arn:aws:sts::${accountId}:assumed-role/deployment/on-call`;
    expect(page?.message.split('\n')[0]).toContain(`${onCall} took off`);
    expect(page?.message).toContain(`To put back what ${onCall} and ${alice.arn} took off`);
    expect(page?.message).toContain(
      `aws iam update-access-key --user-name ${leaked.userName} --access-key-id ${leaked.key.accessKeyId} --status Inactive`,
    );
    expect(page?.message).toContain(
      `aws iam attach-user-policy --user-name ${leaked.userName} --policy-arn ${denyAll}`,
    );
    await untilLook(stage, 1, 4);
    expect(await standingOf(stage, leaked)).toEqual(off);
    expect(await rootOf(stage)).toMatchObject({ status: 'not-contained' });
    expect(saying(told(), /^Applied again/)).toEqual([]);
    expect(pagesOf(told())).toHaveLength(1);
  });
});
