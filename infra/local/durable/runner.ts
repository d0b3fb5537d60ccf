import type { DurableExecutionInvocationInput } from '@aws/durable-execution-sdk-js';
import type { Clock } from '../contract.ts';
import type { Agenda } from './agenda.ts';
import type { Ending } from './apply-checkpoint.ts';
import type { Tokens } from './checkpoint-token.ts';
import type { Execution, Kept } from './execution.ts';
import { failedBy, type Outcome, outcomeOf } from './outcome.ts';
import { pageOf } from './pages.ts';

/** An execution with what its invocations leave behind for each other. */
export interface Run extends Kept {
  readonly tokens: Tokens;
  /** How many invocations crashed in a row. */
  crashes: number;
  /** Whether the running invocation was told of something that came due while it ran. */
  toldOfDue: boolean;
}

export interface RunnerOptions {
  clock: Clock;
  agenda: Agenda;
  /** Invokes the function once. A rejection is a crash, after which it is invoked again. */
  invoke(execution: Execution, input: DurableExecutionInvocationInput): Promise<unknown>;
  /** Counts what is under way. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Lambda invokes again after a crash with exponential back-off, until the execution times out (Lambda guide, "Retries
 * for Lambda durable functions"). How long it waits is not documented: here from a second up to five minutes.
 */
const backOff = (crashes: number): number => Math.min(1000 * 2 ** (crashes - 1), 300_000);

const timedOut = ({ startedAt, deadline }: Execution): Ending => ({
  status: 'TIMED_OUT',
  error: {
    ErrorMessage: `Execution timed out after ${(deadline.getTime() - startedAt.getTime()) / 1000} seconds.`,
  },
});

/** Decides when the function is invoked for an execution, and when that is over. */
export const createRunner = ({ clock, agenda, invoke, during }: RunnerOptions) => {
  const end = async ({ execution, tokens, onEnd, over }: Run, ending: Ending): Promise<void> => {
    Object.assign(execution, ending, { endedAt: clock.now() });
    tokens.revoke();
    agenda.cancel(execution.arn);
    await onEnd?.(execution);
    over.resolve(execution);
  };

  /** Times the execution out when its time has come. @returns whether it is still running */
  const isRunning = async (run: Run): Promise<boolean> => {
    if (run.execution.status === 'RUNNING' && clock.now() >= run.execution.deadline) {
      await end(run, timedOut(run.execution));
    }
    return run.execution.status === 'RUNNING';
  };

  const invokeOnce = async ({ execution, log, tokens }: Run, woken: string[]): Promise<Outcome> => {
    execution.invocations += 1;
    const input = {
      DurableExecutionArn: execution.arn,
      CheckpointToken: tokens.issue(),
      UpdatedOperationIds: woken,
      InitialExecutionState: pageOf(log.live()),
    };
    log.markTold();
    try {
      return outcomeOf(await invoke(execution, input));
    } catch {
      // What it was is in the log of the function. The process is gone, or unfit to say how the execution goes on.
      return 'crashed';
    } finally {
      tokens.revoke();
    }
  };

  const wakeAt = (run: Run, at: Date): void => {
    const { arn, deadline } = run.execution;
    agenda.set(arn, at < deadline ? at : deadline, () => during(() => go(run)));
  };

  /** What follows from an invocation. @returns whether the next one is due at once */
  const follow = async (run: Run, outcome: Outcome): Promise<boolean> => {
    run.crashes = outcome === 'crashed' ? run.crashes + 1 : 0;
    if (outcome === 'crashed') wakeAt(run, new Date(clock.now().getTime() + backOff(run.crashes)));
    else if (outcome !== 'pending') await end(run, outcome);
    else return await suspend(run);
    return false;
  };

  const suspend = async (run: Run): Promise<boolean> => {
    const now = clock.now();
    const next = run.log.nextDue();
    if (next && next > now) wakeAt(run, next);
    if (next) return next <= now;
    if (!run.toldOfDue) await end(run, failedBy('Cannot return PENDING status with no pending operations.'));
    return run.toldOfDue;
  };

  /** Invokes the function as long as there is something to do for it now. Never rejects for what a function does. */
  const go = async (run: Run): Promise<void> => {
    while (await isRunning(run)) {
      run.toldOfDue = false;
      const outcome = await invokeOnce(run, run.log.settle(clock.now()));
      if (!(await isRunning(run)) || !(await follow(run, outcome))) return;
    }
  };

  return { go, end, isRunning };
};
