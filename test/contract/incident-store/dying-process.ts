import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

interface Doomed {
  callsLeft: number;
  died: () => void;
  underway: Set<Promise<unknown>>;
}

const doomedProcess = new AsyncLocalStorage<Doomed>();

/** Carries out a call, unless the process that makes it has died: then nothing ever follows, no `finally` either. */
export const call = <T>(work: () => Promise<T>): Promise<T> => {
  const doomed = doomedProcess.getStore();
  if (!doomed) return work();
  if (doomed.callsLeft === 0) {
    doomed.died();
    return new Promise<T>(() => undefined);
  }
  doomed.callsLeft -= 1;
  // What belongs to one call, as the requests of an SDK, is not counted again.
  const running = doomedProcess.exit(work);
  doomed.underway.add(running);
  return running;
};

/**
 * A process that dies before the call after its nth. What it had sent before is carried out.
 * @returns whether it died; otherwise the work was done with n calls or fewer
 */
export const diesAfter = async (n: number, work: () => Promise<unknown>): Promise<boolean> => {
  const { promise: death, resolve: died } = Promise.withResolvers<true>();
  const underway = new Set<Promise<unknown>>();
  const done = doomedProcess.run({ callsLeft: n, died: () => died(true), underway }, work);
  const isDead = await Promise.race([death, done.then(() => false)]);
  await Promise.allSettled(underway);
  return isDead;
};

/** Makes every request of a client one call. */
export const countCalls = (client: DynamoDBClient): void =>
  client.middlewareStack.add((next) => (args) => call(() => next(args)), { step: 'initialize' });
