import type { DurableExecutionInvocationInput, OperationUpdate } from '@aws/durable-execution-sdk-js';
import { MovableClock } from '#infra/local/clock.ts';
import type { Clock } from '#infra/local/contract.ts';
import { createDurableEngine } from '#infra/local/durable/engine.ts';
import type { NewExecution } from '#infra/local/durable/execution.ts';
import { functionArn } from './rig.ts';

/** One invocation in the hands of a test, which speaks the protocol itself. */
export interface Invocation {
  input: DurableExecutionInvocationInput;
  answer(output: unknown): void;
  crash(): void;
}

/** An engine whose function is the test. */
export const startByHand = async (more: Partial<NewExecution> = {}) => {
  const movable = new MovableClock();
  // Time goes on while the test holds an invocation in its hands.
  const clock: Clock = {
    now: () => movable.now(),
    at: (at, callback) => movable.at(at, callback),
    advance: (milliseconds) => movable.advance(milliseconds),
  };
  const invocations: Invocation[] = [];
  const engine = createDurableEngine({
    clock,
    invoke: (_, input) =>
      new Promise((answer, reject) => {
        invocations.push({ input, answer, crash: () => reject(new Error('crashed')) });
      }),
  });
  const wanted = { functionArn, payload: '{}', executionTimeoutSeconds: 86_400, retentionDays: 1, ...more };
  const execution = engine.start(wanted);
  const turn = () => new Promise((resolve) => setTimeout(resolve, 2));
  await turn();
  let token = invocations[0]?.input.CheckpointToken ?? '';
  /** Sends updates with the newest token that the test knows, or with another one. */
  const checkpoint = async (
    Updates: OperationUpdate[],
    request: { token?: string; ClientToken?: string } = {},
  ) => {
    const answer = await engine.checkpoint({
      DurableExecutionArn: execution.arn,
      CheckpointToken: request.token ?? token,
      ClientToken: request.ClientToken,
      Updates,
    });
    token = answer.CheckpointToken;
    return answer;
  };
  const invocation = (nth: number): Invocation => {
    const found = invocations[nth - 1];
    if (!found) throw new Error(`there was no invocation ${nth}`);
    return found;
  };
  return { clock, engine, execution, wanted, checkpoint, invocation, invocations, turn, token: () => token };
};

export const update = (
  Type: OperationUpdate['Type'],
  Action: OperationUpdate['Action'],
  more: Partial<OperationUpdate> = {},
): OperationUpdate => ({ Id: 'one', Type, Action, ...more });
