import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairOf } from '#infra/local/drill/issued.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { attempt, listBuckets } from '#infra/local/drill/thief.ts';
import { leakedOf, minute, newRole, setTheFollowedStage, thiefWith, untilLook } from './following.ts';
import { passes, reports } from './helpers.ts';
import { mailsOf, toldSince } from './told.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setTheFollowedStage();
});
afterAll(() => stage.close());

const timeout = 120_000;
const twentyMinutes = 20 * minute;

/** Up to when a mail says that what it tells is known. */
const knownUntil = (message: string): number =>
  Date.parse(/calls after (\S+) may be missing/.exec(message)?.[1] ?? '');

describe('calls that CloudTrail shows twenty minutes late', () => {
  it('are told as late, and what they made is contained, by the next look', { timeout }, async () => {
    const { aws } = stage;
    const leaked = leakedOf(stage);
    const role = newRole(stage, 'night-work', { MaxSessionDuration: 4 * 3600 });
    await passes(stage, 5_000);
    const thief = thiefWith(stage, leaked.key);
    aws.trail.delayNext(({ eventName }) => eventName === 'AssumeRole', twentyMinutes);
    aws.trail.delayNext(({ eventName }) => eventName === 'CreateUser', twentyMinutes);
    const began = aws.clock.now().getTime();
    const { Credentials } = await thief.sts.send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'late-shift', DurationSeconds: 4 * 3600 }),
    );
    const session = pairOf(Credentials);
    const clients = thiefWith(stage, session);
    await thief.iam.send(new CreateUserCommand({ UserName: 'late-desk' }));
    await thief.iam.send(new ListUsersCommand({}));
    await passes(stage, 3 * minute);
    const told = toldSince(stage);
    await reports.guardduty(stage, leaked);
    await stage.aws.host.idle();
    const first = mailsOf(told()).find(({ subject }) => subject.startsWith('Leaked key'));
    expect(first?.message).not.toContain(session.accessKeyId);
    expect(knownUntil(first?.message ?? '')).toBeLessThan(began);
    expect(first?.message).toMatch(/looked at again at /);

    await untilLook(stage, 0, 2);
    expect(mailsOf(told()).filter(({ message }) => message.includes('late-desk'))).toEqual([]);
    expect(await attempt('the late session', listBuckets, clients)).toMatchObject({ allowed: true });
    await untilLook(stage, 2, 3);
    const late = mailsOf(told()).find(({ message }) => message.includes(session.accessKeyId));
    expect(late?.subject).toMatch(/^AFTER CONTAINMENT 1 call succeeded/);
    expect(late?.message).toContain(`ListBuckets by ${session.accessKeyId} in eu-central-1`);
    expect(late?.message).toMatch(/Look 4\. .*2 calls arrived late/);
    const [, ofLate = ''] = late?.message.split('Arrived late') ?? [];
    expect(ofLate).toMatch(/1 +sts:AssumeRole +eu-central-1/);
    expect(ofLate).toMatch(/1 +iam:CreateUser +us-east-1/);
    expect(late?.message).toMatch(/stopped +ASIA\w+ +role session of role night-work \(late-shift\)/);
    expect(late?.message).toMatch(/late-desk/);
    expect(await stage.incidentOf(session.accessKeyId)).toMatchObject({ status: 'contained' });
    const made = (await stage.incidents()).find(({ principal }) => principal?.name === 'late-desk');
    expect(made).toMatchObject({ status: 'contained' });
    await passes(stage, 15_000);
    expect(await attempt('the late session', listBuckets, clients)).toMatchObject({ allowed: false });
    await untilLook(stage, 3, 4);
    const last = mailsOf(told()).at(-1);
    expect(last?.subject).toMatch(/^NOT SILENT, 1 call succeeded after containment/);
    expect(last?.message).toMatch(
      /^NOT SILENT: 1 call succeeded after containment, from \S+ on, the last at \S+\./,
    );
  });
});
