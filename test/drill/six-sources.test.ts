import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardDutyFinding } from '#infra/local/drill/events/guardduty.ts';
import { healthDetail } from '#infra/local/drill/events/health.ts';
import { quarantineDetail } from '#infra/local/drill/events/quarantine.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { securityHubDetail } from '#infra/local/drill/events/securityhub.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import {
  contain,
  firstMail,
  githubMessage,
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

// A run with 300 messages takes a minute on two cores.
const copies = long ? 50 : 8;
const runs = long ? 20 : 3;
const mostRounds = 40;

/** Puts one report of each source, always the same, where that source puts it. */
const sourcesOf = async (stage: Stage, { key, userName }: Victim): Promise<(() => Promise<unknown>)[]> => {
  const { accountId, region } = company;
  const { accessKeyId } = key;
  const at = stage.aws.clock.now();
  const { User } = await stage.aws.administer('iam', 'GetUser', { UserName: userName });
  const alert = githubMessage(stage, { key, userName });
  const finding = guardDutyFinding(accountId, region, { accessKeyId, userName }, at);
  const exposed = healthDetail({ accessKeyId, accountId, at });
  const quarantined = quarantineDetail({ userName, userId: User.UserId, accountId, at });
  const action = securityHubDetail({ accessKeyId, accountId, region, at }, 'custom-action');
  const scanned = scannerEvent({ accessKeyId });
  return [
    async () => stage.aws.sqs.send(stage.deployed.signalsQueueArn, alert),
    () => stage.emit('guardduty', finding),
    () => stage.emit('health', exposed),
    () => stage.emit('quarantine', quarantined),
    () => stage.emit('securityhub', action),
    () => stage.emit('scanner', scanned),
  ];
};

describe(`one key, reported by six sources ${copies} times each, in parallel and in any order`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setTheStageForContain();
  });
  afterAll(() => stage.close());

  const played = async (order: readonly number[], killedAt: number | undefined): Promise<void> => {
    const { aws, deployed } = stage;
    const victim = await newVictim(stage);
    const sources = await sourcesOf(stage, victim);
    const kill = killedAt === undefined ? undefined : aws.host.killOn(contain, killedAt);
    await Promise.all(order.map((index) => sources[index % sources.length]?.()));
    await aws.host.idle();
    for (
      let round = 0;
      round < mostRounds && aws.sqs.messages(deployed.signalsQueueArn).length > 0;
      round++
    ) {
      await passes(stage, untilRedelivered);
    }
    kill?.cancel();
    expect(aws.sqs.messages(deployed.signalsQueueArn)).toEqual([]);
    expect(aws.sqs.messages(deployed.deadLettersQueueArn)).toEqual([]);
    const incidents = (await stage.incidents()).filter(
      ({ principal }) => principal?.name === victim.userName,
    );
    expect(incidents.map(({ status, accessKeyId }) => [status, accessKeyId])).toEqual([
      ['contained', victim.key.accessKeyId],
    ]);
    expect(incidents[0]?.signals.map(({ source }) => source).toSorted()).toEqual(
      ['github', 'guardduty', 'health', 'quarantine', 'scanner', 'securityhub'].toSorted(),
    );
    expect(await standingOf(stage, victim)).toEqual(stopped);
    const first = subjectsOf(stage, victim).filter((subject) => subject === firstMail(victim));
    // Two mails are better than none: a process that died between sending one and noting it sends it again.
    expect(first.length).toBeGreaterThanOrEqual(1);
    expect(first.length).toBeLessThanOrEqual(kill?.fired ? 2 : 1);
  };

  it(`ends as one incident with all six signals and one first mail (${runs} orders)`, {
    timeout: long ? 3_600_000 : 300_000,
  }, async () => {
    const every = Array.from({ length: 6 * copies }, (_, index) => index);
    const order = fc.shuffledSubarray(every, { minLength: every.length });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 25 }), async (shuffled, call) => {
        const dies = run % 10 === 0;
        run += 1;
        await played(shuffled, dies ? call : undefined);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});
