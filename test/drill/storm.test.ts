import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import {
  allIncidents,
  firstMail,
  githubMessage,
  guardDuty,
  long,
  newVictim,
  passes,
  setTheStageForContain,
  standingOf,
  stopped,
  subjectsOf,
  untilRedelivered,
  type Victim,
} from './helpers.ts';

const keys = long ? 1_000 : 20;
// SQS and EventBridge deliver at least once; here each signal comes six times.
const copies = 6;
// Minutes: the last later look at an incident comes a quarter of an hour after the first.
const mostRounds = 40;

describe(`a storm of ${keys} leaked keys, each reported ${copies} times, while IAM throttles`, () => {
  const victims: Victim[] = [];
  let stage: Stage;

  beforeAll(async () => {
    stage = await setTheStageForContain();
    while (victims.length < keys) victims.push(await newVictim(stage));
  });
  afterAll(() => stage.close());

  /** Of the calls to IAM that are made for so many keys, a fifth is throttled. */
  const throttle = (): void => {
    for (let after = 5; after < keys * 10; after += 5) {
      stage.aws.faults.inject({ service: 'iam', after, times: 1, effect: { kind: 'throttle' } });
    }
  };

  const report = (victim: Victim, index: number): void => {
    if (index % 2 === 0) {
      guardDuty(stage, victim, copies);
      return;
    }
    const message = githubMessage(stage, victim);
    for (let copy = 0; copy < copies; copy++) stage.aws.sqs.send(stage.deployed.signalsQueueArn, message);
  };

  it('contains all, loses none and does none twice', { timeout: long ? 2_400_000 : 90_000 }, async () => {
    const { sqs } = stage.aws;
    const { signalsQueueArn, deadLettersQueueArn } = stage.deployed;
    throttle();
    for (const [index, victim] of victims.entries()) report(victim, index);
    await stage.aws.host.idle();
    for (let round = 0; round < mostRounds && sqs.messages(signalsQueueArn).length > 0; round++) {
      await passes(stage, untilRedelivered);
    }
    expect(sqs.messages(signalsQueueArn)).toEqual([]);
    expect(sqs.messages(deadLettersQueueArn)).toEqual([]);
    const throttled = stage.aws.calls.filter(({ outcome }) => outcome === 'Throttling');
    expect(throttled.length).toBeGreaterThan(keys);
    const all = await allIncidents(stage);
    expect(all.size).toBe(keys);
    for (const victim of victims) {
      const incidents = all.get(victim.key.accessKeyId) ?? [];
      expect(incidents.map(({ status, signals }) => [status, signals.length])).toEqual([['contained', 1]]);
      expect(await standingOf(stage, victim)).toEqual(stopped);
      expect(subjectsOf(stage, victim).filter((subject) => subject === firstMail(victim))).toHaveLength(1);
    }
  });
});
