import {
  type DurableExecutionClient,
  type DurableExecutionHandler,
  withDurableExecution,
} from '@aws/durable-execution-sdk-js';
import type { Context } from 'aws-lambda';
import { MovableClock } from '#infra/local/clock.ts';
import { clientOf } from '#infra/local/durable/client.ts';
import { createDurableEngine } from '#infra/local/durable/engine.ts';
import type { Execution, NewExecution } from '#infra/local/durable/execution.ts';

export const functionArn = 'arn:aws:lambda:eu-west-1:210987654321:function:durable:1';
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'durable',
  functionVersion: '1',
  invokedFunctionArn: functionArn,
  memoryLimitInMB: '128',
  awsRequestId: 'request',
  logGroupName: '/aws/lambda/durable',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 60_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/**
 * Makes one invocation: `run` lets the function have a client and gives its answer. A test that wants it to crash
 * hands out a broken client and rejects.
 */
export type Around = (
  run: (client: DurableExecutionClient) => Promise<unknown>,
  client: DurableExecutionClient,
  execution: Execution,
) => Promise<unknown>;

/** An engine whose function runs in this process, wrapped by the real SDK at every invocation. */
export const startRig = (
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own default for what a handler takes and gives
  handler: DurableExecutionHandler<any, any>,
  around: Around = (run, client) => run(client),
) => {
  const clock = new MovableClock();
  let underWay = 0;
  const engine = createDurableEngine({
    clock,
    async during(work) {
      underWay += 1;
      return work().finally(() => {
        underWay -= 1;
      });
    },
    invoke(execution, input) {
      // As it travels: as JSON.
      const event = JSON.parse(JSON.stringify(input));
      const run = (durableExecutionClient: DurableExecutionClient) =>
        withDurableExecution(handler, { durableExecutionClient })(event, context);
      return around(run, clientOf(engine), execution);
    },
  });
  const start = (payload: unknown = {}, more: Partial<NewExecution> = {}): Execution =>
    engine.start({
      functionArn,
      payload: JSON.stringify(payload),
      executionTimeoutSeconds: 30 * 86_400,
      retentionDays: 7,
      ...more,
    });
  /** Starts an execution and moves the clock beyond the end of its retention. */
  const play = async (payload: unknown = {}, more: Partial<NewExecution> = {}): Promise<Execution> => {
    const execution = start(payload, more);
    await clock.advance(40 * day);
    return execution;
  };
  return { clock, engine, start, play, underWay: () => underWay };
};

export const resultOf = ({ result }: Execution): unknown => JSON.parse(result ?? 'null');
