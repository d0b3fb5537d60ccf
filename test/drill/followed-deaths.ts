import type { Stage } from '#infra/local/drill/stage.ts';
import type { KillFault, KillWhen } from '#infra/local/host/kill-faults.ts';
import { followedRun, type Outcome } from './followed-run.ts';
import { investigate } from './following.ts';

/** The nth call of an operation in a look, at which the function is killed. */
export interface Death {
  operation: string;
  nth: number;
  when: KillWhen;
}

export const at = (operation: string, nth: number, when: KillWhen): Death => ({ operation, nth, when });
export const [lost, known] = ['before-reply', 'after-reply'] as const;

/** The deaths of a run, by look. Each is counted from when the one before it struck. */
export type Deaths = Death[][];

/** How often each operation is called in each look of a run that nothing disturbs. */
export type Census = Map<string, number>[];

/** Counts them. */
export const inCensus =
  (census: Census) =>
  (look: number, { aws }: Stage) => {
    const calls = new Map<string, number>();
    census.push(calls);
    aws.host.killOn(investigate, ({ operation }) => {
      if (census.length === look + 1) calls.set(operation, (calls.get(operation) ?? 0) + 1);
      return false;
    });
  };

const mostLookups = 4;

/** Every call of every look, both ways, one a look; of the many alike of LookupEvents a few. */
export const everyDeath = (census: Census): Deaths[] => {
  const ofLooks = census.map((calls) =>
    [...calls].flatMap(([operation, count]) => {
      const step = operation === 'LookupEvents' ? Math.ceil(count / mostLookups) : 1;
      const nths = Array.from({ length: Math.ceil(count / step) }, (_, index) => 1 + index * step);
      return nths.flatMap((nth) => [at(operation, nth, lost), at(operation, nth, known)]);
    }),
  );
  const runs = Math.max(...ofLooks.map(({ length }) => length));
  return Array.from({ length: runs }, (_, run) =>
    ofLooks.map((deaths) => deaths.slice(run % deaths.length).slice(0, 1)),
  );
};

/** Kills the function at one call after the other. @returns those that are still to come */
const killing = ({ aws }: Stage, deaths: readonly Death[]): (() => readonly Death[]) => {
  let left = deaths;
  const arm = (): KillFault | undefined => {
    const [next] = left;
    let seen = 0;
    return (
      next &&
      aws.host.killOn(
        investigate,
        ({ operation }) => {
          const strikes = operation === next.operation && ++seen === next.nth;
          if (strikes) left = left.slice(1);
          if (strikes) armed = arm();
          return strikes;
        },
        next.when,
      )
    );
  };
  let armed = arm();
  return () => {
    armed?.cancel();
    return left;
  };
};

/** A whole followed leak in which the function dies so often. */
export const killed = async (deaths: Deaths): Promise<{ outcome: Outcome; missed: Death[] }> => {
  const missed: Death[] = [];
  let disarm: () => readonly Death[] = () => [];
  const outcome = await followedRun((look, stage) => {
    // One that has missed its look must not strike in the next.
    missed.push(...disarm());
    disarm = killing(stage, deaths[look] ?? []);
  });
  return { outcome, missed: [...missed, ...disarm()] };
};
