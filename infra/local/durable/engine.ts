import type {
  CheckpointDurableExecutionRequest,
  ErrorObject,
  GetDurableExecutionStateRequest,
} from '@aws/durable-execution-sdk-js';
import type { Clock } from '../contract.ts';
import { createAgenda } from './agenda.ts';
import { applyCheckpoint } from './apply-checkpoint.ts';
import { type CheckpointAnswer, Tokens } from './checkpoint-token.ts';
import { type Execution, type NewExecution, newExecution } from './execution.ts';
import { createExecutions } from './executions.ts';
import { type Page, pageOf } from './pages.ts';
import { invalid, staleToken } from './refusal.ts';
import { createRunner, type Run, type RunnerOptions } from './runner.ts';

export interface DurableEngineOptions {
  clock: Clock;
  invoke: RunnerOptions['invoke'];
  /** Counts what is under way; an execution that waits for the clock is not. */
  during?: RunnerOptions['during'];
}

/** Runs durable executions as Lambda does: keeps their state, and invokes the function when there is work for it. */
export interface DurableEngine {
  /**
   * Starts an execution, or finds the one that was started by this name with this payload.
   * @throws AwsError DurableExecutionAlreadyStartedException, ValidationException
   */
  start(wanted: NewExecution): Execution;
  /** Resolves when the execution is over. @throws AwsError ResourceNotFoundException */
  over(arn: string): Promise<Execution>;
  /**
   * Saves what an invocation has done. Nothing is saved when any of it is refused.
   * @throws AwsError InvalidParameterValueException, ResourceNotFoundException
   */
  checkpoint(request: CheckpointDurableExecutionRequest): Promise<CheckpointAnswer>;
  /** @throws AwsError InvalidParameterValueException, ResourceNotFoundException */
  getExecutionState(request: GetDurableExecutionStateRequest): Promise<Page>;
  /** @throws AwsError ResourceNotFoundException */
  get(arn: string): Execution;
  /** Every execution that is known, in the order of their start. */
  list(): Execution[];
  /** Lets no checkpoint and no invocation follow. @throws AwsError ResourceNotFoundException */
  stop(arn: string, error?: ErrorObject): Promise<Execution>;
  /** Forgets every appointment. */
  close(): void;
}

const answerTo = (run: Run, now: Date): CheckpointAnswer => {
  const { log, tokens } = run;
  run.toldOfDue = log.settle(now).length > 0 || run.toldOfDue;
  const Operations = log.unseen();
  log.markTold();
  return { CheckpointToken: tokens.issue(), NewExecutionState: { Operations } };
};

export const createDurableEngine = ({
  clock,
  invoke,
  during = (work) => work(),
}: DurableEngineOptions): DurableEngine => {
  const agenda = createAgenda(clock);
  const executions = createExecutions<Run>(clock);
  const busy: RunnerOptions['during'] = (work) => {
    const done = during(work);
    clock.hold?.(done);
    return done;
  };
  const runner = createRunner({ clock, agenda, invoke, during: busy });

  const running = async (arn: string | undefined, token: string | undefined) => {
    const run = executions.get(arn ?? '');
    if (!(await runner.isRunning(run)) || !run.tokens.accepts(token)) throw invalid(staleToken);
    return run;
  };

  return {
    start(wanted) {
      const { functionArn, name, payload } = wanted;
      const known = name === undefined ? undefined : executions.started(functionArn, name, payload);
      if (known) return known.execution;
      const kept = newExecution(wanted, clock.now());
      const run = { ...kept, tokens: new Tokens(), crashes: 0, toldOfDue: false };
      executions.add(run);
      void busy(() => runner.go(run));
      return run.execution;
    },

    over: (arn) => executions.get(arn).over.promise,

    async checkpoint(request) {
      const { DurableExecutionArn: arn = '', CheckpointToken: token = '', ClientToken, Updates } = request;
      const now = clock.now();
      const repeated = executions.get(arn).tokens.repeated(token, ClientToken, now);
      if (repeated) return repeated;
      const run = await running(arn, token);
      const ending = applyCheckpoint(run.log, Updates ?? [], now);
      const answer = answerTo(run, now);
      run.tokens.remember(token, ClientToken, now, answer);
      if (ending) await runner.end(run, ending);
      return answer;
    },

    async getExecutionState({ DurableExecutionArn, CheckpointToken, Marker, MaxItems }) {
      const { log } = await running(DurableExecutionArn, CheckpointToken);
      return pageOf(log.live(), Marker, MaxItems);
    },

    get: (arn) => executions.get(arn).execution,
    list: () => executions.list().map(({ execution }) => execution),

    async stop(arn, error) {
      const run = executions.get(arn);
      if (await runner.isRunning(run)) await runner.end(run, { status: 'STOPPED', ...(error && { error }) });
      return run.execution;
    },

    close: agenda.close,
  };
};
