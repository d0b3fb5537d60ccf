import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyStatement } from '#infra/local/contract.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { long } from '#test/drill/helpers.ts';
import { policiesFrom } from './privileges/everything-deployed.ts';
import { exceptionFor, unnoticed, unused } from './privileges/exceptions.ts';
import {
  type Granted,
  grantsIn,
  keyOf,
  lineOf,
  statementsOf,
  watchGrants,
  withdraw,
} from './privileges/grants.ts';
import { home, homeTemplate, member, setStoryStage } from './privileges/stage.ts';
import { stories } from './privileges/stories/index.ts';
import type { Story } from './privileges/stories/story.ts';

/** The stories that used a grant, shortest kind first. */
const usedIn = new Map<string, Story[]>();
let grants: Granted[] = [];
let short: Stage;
let investigating: Stage;

beforeAll(async () => {
  [short, investigating] = [await setStoryStage(false), await setStoryStage(true)];
  grants = await grantsIn(short, [home, member]);
});
afterAll(async () => {
  await short.close();
  await investigating.close();
});

describe('with exactly the roles of the templates', () => {
  it('each role of a function holds what the template says', async () => {
    const synthesized = Object.entries(policiesFrom(await homeTemplate())(short.deployed));
    expect(synthesized).toHaveLength(8);
    for (const [folder, statements] of synthesized) {
      const held = await statementsOf(short, { accountId: home, role: `tourniquet-${folder}` });
      expect(held, folder).toEqual(JSON.parse(JSON.stringify(statements)) as PolicyStatement[]);
    }
  });

  it.each(stories.map((story) => [story.name, story] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, story) => {
      const stage = story.investigates ? investigating : short;
      const used = watchGrants(stage);
      await story.play(stage);
      for (const key of used()) usedIn.set(key, [...(usedIn.get(key) ?? []), story]);
    },
  );

  it('every grant was used, but for those with a reason', () => {
    const idle = grants.filter((grant) => !usedIn.has(keyOf(grant)));
    expect(idle.filter((grant) => !exceptionFor(grant, unused)).map(lineOf)).toEqual([]);
    const needless = unused.filter((each) => !idle.some((grant) => exceptionFor(grant, [each])));
    expect(needless).toEqual([]);
  });
});

/** Whether one of the stories fails without a grant: not each of them looks at all that comes of it. */
const isMissed = async (grant: Granted, using: readonly Story[]): Promise<boolean> => {
  for (const story of using) if (await fails(grant, story)) return true;
  return false;
};

const fails = async (grant: Granted, story: Story): Promise<boolean> => {
  const stage = await setStoryStage(story.investigates ?? false);
  try {
    await withdraw(stage, grant);
    return await story.play(stage).then(
      () => false,
      () => true,
    );
  } finally {
    await stage.close();
  }
};

const sampled = 4;
const today = Math.floor(Date.now() / 86_400_000);

/** All of them in the long run; else some that are others every day, of those that few and short stories use. */
const tried = (): (Granted & { using: Story[] })[] => {
  const all = grants.flatMap((grant) => {
    const using = usedIn.get(keyOf(grant));
    return using && !exceptionFor(grant, unnoticed) ? [{ ...grant, using }] : [];
  });
  if (long) return all;
  const quick = all.filter(({ using }) => using.length <= 4 && !using.some((story) => story.investigates));
  const step = Math.max(1, Math.floor(quick.length / sampled));
  return quick.filter((_, at) => at % step === today % step).slice(0, sampled);
};

describe('without one of the actions that a role is granted', () => {
  it('a story fails', { timeout: long ? 3_600_000 : 240_000 }, async () => {
    const begun = performance.now();
    const [missed, all] = [[] as string[], tried()];
    const left = [...all];
    const work = async (): Promise<void> => {
      for (let next = left.pop(); next; next = left.pop()) {
        if (!(await isMissed(next, next.using))) missed.push(lineOf(next));
      }
    };
    await Promise.all([work(), work(), work()]);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.info(`Took away ${all.length} of ${grants.length} grants one at a time, in ${seconds} s.`);
    expect(all.length).toBeGreaterThan(0);
    expect(missed).toEqual([]);
  });
});
