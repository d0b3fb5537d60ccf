import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Scheduler } from 'fast-check';

interface Turn {
  scheduler: Scheduler;
  /** The call that is carried out now. */
  underway?: Promise<unknown> | undefined;
}

const turns = new AsyncLocalStorage<Turn>();

/**
 * A call to the store's place. Inside of `inTurns` it waits until the scheduler gives it its turn; what one call does
 * in several steps, as under a lock, is one.
 */
export const call = async <T>(label: string, work: () => Promise<T>): Promise<T> => {
  const turn = turns.getStore();
  if (!turn) return work();
  await turn.scheduler.schedule(Promise.resolve(), label);
  const running = turns.exit(work);
  turn.underway = running;
  return running;
};

const settled = async (turn: Turn): Promise<void> => {
  while (turn.underway) {
    const running = turn.underway;
    await running.catch(() => 'the one that called is told');
    if (turn.underway === running) turn.underway = undefined;
    // Whoever called goes on and asks for the next call before another gets a turn: runs can be repeated.
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Does all the works at once, one call at a time, in the order that the scheduler draws. */
export const inTurns = async (scheduler: Scheduler, works: (() => Promise<void>)[]): Promise<void> => {
  const turn: Turn = { scheduler };
  const all = turns.run(turn, () => Promise.all(works.map((work) => work())));
  await scheduler.waitFor(all, async (next) => {
    await next();
    await settled(turn);
  });
};

/** Every request of a client waits for its turn. */
export const takeTurns = (client: DynamoDBClient): void =>
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        call(String(commandName), () => next(args)),
    { step: 'initialize' },
  );
