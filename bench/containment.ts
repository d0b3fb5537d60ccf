import { setTimeout as wait } from 'node:timers/promises';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';
import { criticalPath, timeToKeyOff } from '#test/drill/critical-path.ts';
import { newVictim, reports, type Source, setTheStageForContain, type Victim } from '#test/drill/helpers.ts';
import { median } from './median.ts';

const rounds = 6;
const [fewUsers, manyUsers] = [10, 10_000];
/** Milliseconds that are injected into each call to AWS. */
const latency = 50;
const longLatency = 200;
const sources: Source[] = ['github', 'guardduty'];

/** A stage with so many users in its account, of which `victims` are to be reported, warm for both sources. */
const crowded = async (users: number, victims: number): Promise<{ stage: Stage; victims: Victim[] }> => {
  const stage = await setTheStageForContain();
  const made: Victim[] = [];
  while (made.length < victims) made.push(await newVictim(stage));
  for (let count = company.users.length + victims; count < users; count++) {
    await stage.aws.administer('iam', 'CreateUser', { UserName: `employee-${count}` });
  }
  const known = { userName: company.leaks, key: stage.leakedKey };
  for (const source of sources) await reports[source](stage, known);
  await stage.aws.host.idle();
  return { stage, victims: made };
};

/** How deep the calls are, by the recorded calls. */
const depthLines = async (stage: Stage, source: Source): Promise<string> => {
  const path = await criticalPath(stage, await newVictim(stage), source, latency);
  const full = await criticalPath(stage, await newVictim(stage, { full: true }), source, latency);
  const keyOff = path.calls.findIndex(({ name }) => name === 'iam:UpdateAccessKey') + 1;
  return [
    `  ${source.padEnd(10)}`,
    `key off ${path.depthOf('iam:UpdateAccessKey')} deep (${keyOff} calls)`,
    `user denied ${path.depthOf('iam:AttachUserPolicy')} deep,`,
    `${full.depthOf('iam:PutUserPermissionsBoundary')} where its attach quota is full`,
  ].join('  ');
};

/** Times of one call, from the signal on the queue to the key being off. */
const ratioOf = async (
  stage: Stage,
  victim: Victim,
  source: Source,
  milliseconds: number,
): Promise<number> => {
  const time = await timeToKeyOff(stage, victim, source, milliseconds);
  // What contain left behind has ended; a breath, so that the next run meets an idle machine.
  await wait(latency);
  return time / milliseconds;
};

const times = (ratio: number): string => `${ratio.toFixed(2)} x`;

/** The two accounts take turns, so that whatever else the machine does meets both. */
const growth = async (few: Awaited<ReturnType<typeof crowded>>, many: typeof few): Promise<string> => {
  const ratios: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [index, { stage, victims }] of [few, many].entries()) {
      const victim = victims[round] ?? (await newVictim(stage));
      ratios[index]?.push(await ratioOf(stage, victim, 'github', latency));
    }
  }
  const [small, large] = ratios.map(median);
  const compared = `${fewUsers} users ${times(small ?? 0)}, ${manyUsers} users ${times(large ?? 0)}`;
  return `  by account  ${compared}: ${times((large ?? 0) / (small ?? 1))}`;
};

const timeLine = async (stage: Stage, source: Source): Promise<string> => {
  const [short, long]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    short.push(await ratioOf(stage, await newVictim(stage), source, latency));
    long.push(await ratioOf(stage, await newVictim(stage), source, longLatency));
  }
  const [atShort, atLong] = [times(median(short)), times(median(long))];
  return `  ${source.padEnd(10)}  ${atShort} at ${latency} ms a call, ${atLong} at ${longLatency} ms a call`;
};

/**
 * Containment on the embedded AWS, warm: the calls from a signal to its key being off, and the time, in times of
 * one call. GitHub's own calls and the secret, which is kept, are not counted.
 * @returns lines of text: depths and ratios carry over to other machines
 */
export const containment = async (): Promise<string[]> => {
  const few = await crowded(fewUsers, rounds);
  const many = await crowded(manyUsers, rounds);
  try {
    const grown = await growth(few, many);
    const lines = ['containment: AWS calls, one after the other, from a signal to its key being off'];
    for (const source of sources) lines.push(await depthLines(few.stage, source));
    lines.push(`containment: time from a signal on the queue to its key being off (medians of ${rounds})`);
    for (const source of sources) lines.push(await timeLine(few.stage, source));
    return [...lines, grown];
  } finally {
    await few.stage.close();
    await many.stage.close();
  }
};

if (import.meta.main) console.log((await containment()).join('\n'));
