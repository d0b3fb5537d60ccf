import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { Effect } from '#infra/local/faults.ts';
import type { KillWhen } from '#infra/local/host/kill-faults.ts';
import {
  beforesOf,
  contain,
  firstMail,
  githubMessage,
  incidentsOf,
  long,
  newVictim,
  passes,
  reports,
  rightBefores,
  type Source,
  secondMail,
  setTheStageForContain,
  standingOf,
  stopped,
  subjectsOf,
  undo,
  untilLastLook,
  untilLookedAgain,
  untilRedelivered,
  type Victim,
  type VictimOptions,
} from './helpers.ts';

// Far more calls than `contain` makes for one signal: a test ends where there was no call left to be killed at.
const mostCalls = 60;
const timeout = (long ? 20 : 5) * 60_000;

/** Counts the first later looks, ten seconds after the change, that `contain` asks the queue for. */
const countLooks = ({ aws }: Stage): { readonly asked: number; stop(): void } => {
  let asked = 0;
  const stop = aws.trail.onRecord(({ eventName, userIdentity, requestParameters, errorCode }) => {
    if (eventName !== 'SendMessage' || !userIdentity.arn?.includes(contain) || errorCode) return;
    if (requestParameters?.['delaySeconds'] === 10) asked += 1;
  });
  return {
    get asked() {
      return asked;
    },
    stop,
  };
};

const expectContained = async (stage: Stage, victim: Victim, options: VictimOptions, told: string) => {
  const incidents = await incidentsOf(stage, victim);
  const statuses = incidents.map(({ status, signals }) => [status, signals.length]);
  expect(statuses, told).toEqual([['contained', 1]]);
  expect(beforesOf(incidents), told).toEqual([rightBefores(options)]);
  expect(await standingOf(stage, victim), told).toEqual(stopped);
  expect(subjectsOf(stage, victim), told).toContain(firstMail(victim));
};

/** @returns whether `contain` was killed */
const killedAt = async (
  stage: Stage,
  source: Source,
  options: VictimOptions,
  nth: number,
  when: KillWhen,
) => {
  const victim = await newVictim(stage, options);
  const looks = countLooks(stage);
  const fault = stage.aws.host.killOn(contain, nth, when);
  await reports[source](stage, victim);
  await stage.aws.host.idle();
  fault.cancel();
  await passes(stage, untilRedelivered);
  await passes(stage, untilLookedAgain);
  looks.stop();
  await expectContained(stage, victim, options, `killed at call ${nth}`);
  expect(looks.asked, `killed at call ${nth}`).toBeGreaterThanOrEqual(1);
  return fault.fired;
};

type Crash = [what: string, when: KillWhen, source: Source, options: VictimOptions, step: number];
const [lost, known] = ['before its reply', 'before the next takes effect'];
// Each crash costs the start of a process: here the short run takes every second or third call only.
const [second, third] = long ? [1, 1] : [2, 3];

const crashes: Crash[] = [
  [`a GitHub signal, ${lost}`, 'before-reply', 'github', {}, 1],
  [`a GuardDuty finding, ${known}`, 'after-reply', 'guardduty', {}, 1],
  [`a signal about a user at full quota, ${lost}`, 'before-reply', 'guardduty', { full: true }, third],
];
const otherCrashes: Crash[] = [
  [`a GitHub signal, ${known}`, 'after-reply', 'github', {}, 1],
  [`a GuardDuty finding, ${lost}`, 'before-reply', 'guardduty', {}, 1],
  [`a signal about a user at full quota, ${known}`, 'after-reply', 'github', { full: true }, 1],
];

describe.concurrent.each(long ? [...crashes, ...otherCrashes] : crashes)(
  'contain, killed at one of its calls after the other for %s,',
  (_, when, source, options, step) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setTheStageForContain();
    });
    afterAll(() => stage.close());

    it('ends contained when the signal comes again', { timeout }, async () => {
      let nth = 1;
      while (nth < mostCalls && (await killedAt(stage, source, options, nth, when))) nth += step;
      expect(nth).toBeGreaterThan(20);
      expect(nth).toBeLessThan(mostCalls);
    });
  },
);

describe.concurrent('contain, killed at one of its calls after the other while it looks again,', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setTheStageForContain();
  });
  afterAll(() => stage.close());

  const killedLooking = async (nth: number): Promise<boolean> => {
    const victim = await newVictim(stage);
    await reports.guardduty(stage, victim);
    await stage.aws.host.idle();
    await undo(stage, victim);
    const fault = stage.aws.host.killOn(contain, nth);
    await passes(stage, untilLookedAgain);
    fault.cancel();
    await passes(stage, untilRedelivered);
    await passes(stage, untilLookedAgain);
    await expectContained(stage, victim, {}, `killed at call ${nth}`);
    expect(subjectsOf(stage, victim), `killed at call ${nth}`).toContainEqual(
      expect.stringContaining(secondMail(victim)),
    );
    await passes(stage, untilLastLook);
    return fault.fired;
  };

  it('has applied again what was taken off, and says so', { timeout }, async () => {
    let nth = 1;
    while (nth < mostCalls && (await killedLooking(nth))) nth += second;
    expect(nth).toBeGreaterThan(12);
    expect(nth).toBeLessThan(mostCalls);
  });
});

const once = [0];
/** Which calls of an operation are struck: the first, or each one that `contain` makes of it for a signal. */
const operations: [name: string, after: number[], options: VictimOptions][] = [
  ['iam:GetAccessKeyLastUsed', once, {}],
  ['iam:GetUser', [0, 1], {}],
  ['iam:ListAccessKeys', [0, 1], {}],
  ['iam:ListAttachedUserPolicies', [0, 1], {}],
  ['iam:UpdateAccessKey', once, {}],
  ['iam:AttachUserPolicy', once, {}],
  ['iam:PutUserPermissionsBoundary', once, { full: true }],
  ['dynamodb:UpdateItem', [0, 1, 2, 3, 4, 5, 6], {}],
  ['dynamodb:GetItem', [0, 1, 2], {}],
  ['sqs:SendMessage', once, {}],
  ['sns:Publish', once, {}],
  ['lambda:Invoke', once, {}],
];

// Each throttled call is waited for a second or more, as on AWS.
const kinds: [kind: 'throttle' | 'reset' | 'reply-lost', times: number, seen: RegExp, all: boolean][] = [
  ['throttle', 2, /Throttling|TooManyRequests|ThroughputExceeded/, long],
  ['reset', 1, /^reset$/, true],
  ['reply-lost', 1, /^reply-lost$/, true],
];

describe.concurrent.each(kinds)('contain, when AWS answers with %s', (kind, times, seen, all) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setTheStageForContain();
  });
  afterAll(() => stage.close());

  const struck = async (name: string, after: number, options: VictimOptions): Promise<void> => {
    const { aws, deployed } = stage;
    const [service = '', operation = ''] = name.split(':');
    const victim = await newVictim(stage, options);
    const [answered, effect]: [number, Effect] = [aws.calls.length, { kind }];
    const fault = aws.faults.inject({ service, operation, after, times, effect });
    aws.sqs.send(deployed.signalsQueueArn, githubMessage(stage, victim));
    await aws.host.idle();
    fault.remove();
    const byFault = aws.calls
      .slice(answered)
      .filter((call) => call.operation === operation && seen.test(call.outcome));
    expect(byFault.length, `${name} after ${after}`).toBe(times);
    await passes(stage, untilLookedAgain);
    await expectContained(stage, victim, options, `${name} after ${after}`);
  };

  it(`${times} times to any one operation, ends contained`, { timeout }, async () => {
    for (const [name, after, options] of operations) {
      for (const calls of all ? after : once) await struck(name, calls, options);
    }
  });
});
