import type { DurableExecutionClient } from '@aws/durable-execution-sdk-js';
import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionStateCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { MovableClock } from '#infra/local/clock.ts';
import { clientOf } from '#infra/local/durable/client.ts';
import { createDurableEngine } from '#infra/local/durable/engine.ts';
import type { Execution, NewExecution } from '#infra/local/durable/execution.ts';
import { type Around, functionArn } from '#test/unit/local/durable/rig.ts';

/** The SDK reads for itself what Lambda sends, whatever its types say. */
// biome-ignore lint/suspicious/noExplicitAny: an invocation as it travels
type Handler = (event: any, context: any) => Promise<unknown>;

/**
 * Runs a deployed durable handler as Lambda does, in this process: its own Lambda client is answered by the engine.
 * @param durable what the function's folder says of its executions
 * @param contextOf what Lambda hands to each invocation
 */
export const durableLambda = (
  handler: Handler,
  clock: MovableClock,
  durable: Pick<NewExecution, 'executionTimeoutSeconds' | 'retentionDays'>,
  contextOf: () => Context,
) => {
  const lambda = mockClient(LambdaClient);
  let current: DurableExecutionClient | undefined;
  const client = (): DurableExecutionClient => {
    if (!current) throw new Error('nothing is being invoked');
    return current;
  };
  lambda
    .on(CheckpointDurableExecutionCommand)
    .callsFake(({ Updates, ClientToken, ...request }) =>
      client().checkpoint({ ...request, ClientToken, Updates }),
    );
  lambda.on(GetDurableExecutionStateCommand).callsFake((request) => client().getExecutionState(request));

  /** Plays an execution from its start to its end. */
  const play = async (
    payload: unknown,
    around: Around = (run, answering) => run(answering),
  ): Promise<Execution> => {
    const engine = createDurableEngine({
      clock,
      invoke: (execution, input) => {
        // As it travels: as JSON.
        const event = JSON.parse(JSON.stringify(input));
        const run = (answering: DurableExecutionClient) => {
          current = answering;
          return handler(event, contextOf());
        };
        return around(run, clientOf(engine), execution);
      },
    });
    const execution = engine.start({ functionArn, payload: JSON.stringify(payload), ...durable });
    let isOver = false;
    const over = engine.over(execution.arn).finally(() => {
      isOver = true;
    });
    while (!isOver) await clock.advance(60 * 60_000);
    engine.close();
    return over;
  };
  return { lambda, play };
};

export const resultOf = ({ result }: Execution): unknown => JSON.parse(result ?? 'null');
