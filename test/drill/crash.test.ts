import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '#infra/local/drill/stage.ts';
import type { Fault } from '#infra/local/faults.ts';
import type { KillWhen } from '#infra/local/host/kill-faults.ts';
import {
  contain,
  expectContained,
  newVictim,
  reports,
  type Source,
  setTheStage,
  untilLookedAgain,
  untilRedelivered,
  type Victim,
  type VictimOptions,
} from './helpers.ts';

// More calls than `contain` makes for a signal: the tests say when none was left to be killed at.
const mostCalls = 60;

const passes = async ({ aws }: Stage, milliseconds: number): Promise<void> => {
  await aws.host.idle();
  await aws.clock.advance(milliseconds);
  await aws.host.idle();
};

/** Reports a leak, kills `contain` at its nth call, and lets the signal come again. @returns whether it was killed */
const crash = async (stage: Stage, source: Source, victim: Victim, nth: number, when: KillWhen): Promise<boolean> => {
  const fault = stage.aws.host.killOn(contain, nth, when);
  await reports[source](stage, victim);
  await stage.aws.host.idle();
  fault.cancel();
  await passes(stage, untilRedelivered);
  await passes(stage, untilLookedAgain);
  return fault.fired;
};

describe.each<[string, Source, VictimOptions]>([
  ['a GitHub signal', 'github', {}],
  ['a GuardDuty finding', 'guardduty', {}],
  ['a GitHub signal about a user at full quota with a boundary', 'github', { full: true }],
])('contain, killed while it works on %s', (_, source, options) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setTheStage();
  });
  afterAll(() => stage.close());

  it.each<[string, KillWhen]>([
    ['whose reply it never sees', 'before-reply'],
    ['and before the next takes effect', 'after-reply'],
  ])('after each of its calls in turn, %s, ends contained', async (_, when) => {
    const t0 = performance.now();
    let nth = 1;
    for (; nth < mostCalls; nth++) {
      const victim = await newVictim(stage, options);
      const killed = await crash(stage, source, victim, nth, when);
      await expectContained(stage, victim, options, `killed at call ${nth} ${stage.aws.host.logs(contain).slice(-6).join('\n')}`);
      if (!killed) break;
    }
    console.log(nth, performance.now() - t0);
    expect(nth).toBeGreaterThan(15);
    expect(nth).toBeLessThan(mostCalls);
  });
});
