import { randomUUID } from 'node:crypto';
import { AwsError, type Clock } from '../contract.ts';
import { createDurableEngine, type DurableEngine } from '../durable/engine.ts';
import type { Execution } from '../durable/execution.ts';
import type { Activity } from './activity.ts';
import type { DurableConfig, RegisteredFunction } from './definition.ts';
import { failed, type InvocationResult } from './result.ts';

/** What Invoke says beside the event. */
export interface Invocation {
  requestId: string;
  version: string;
  /** The name of the durable execution that it starts. */
  executionName?: string;
}

export interface DurableFunction extends RegisteredFunction {
  durable: DurableConfig;
}

export interface DurableFunctions {
  readonly engine: DurableEngine;
  /** Runs an execution to its end. @throws AwsError InvalidParameterValueException when it may take too long */
  run(fn: DurableFunction, event: string, invocation: Invocation): Promise<InvocationResult>;
  /** Starts an execution. @returns its ARN */
  submit(fn: DurableFunction, event: string, invocation: Invocation): string;
}

export interface DurableFunctionsOptions {
  clock: Clock;
  activity: Activity;
  /** Runs one invocation in a process of the function. */
  invoke(name: string, event: string, requestId: string): Promise<InvocationResult>;
  log(name: string, line: string): void;
  /** Receives the event of an asynchronous execution that failed: Lambda tries none of them again. */
  giveUp(name: string, event: string, result: InvocationResult): Promise<void>;
}

export const isDurable = (fn: RegisteredFunction): fn is DurableFunction => fn.durable !== undefined;

/** Nobody is kept waiting for longer than a single invocation may take. */
const longestSynchronous = 900;

/** @throws AwsError InvalidParameterValueException */
export const demandShort = ({ durable }: DurableFunction): void => {
  if (durable.executionTimeoutSeconds <= longestSynchronous) return;
  throw new AwsError(
    'InvalidParameterValueException',
    'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
  );
};

const resultOf = ({ arn, status, result, error }: Execution, requestId: string): InvocationResult => {
  const { ErrorType = status, ErrorMessage = '', StackTrace = [] } = error ?? {};
  const failure = { errorType: ErrorType, errorMessage: ErrorMessage, trace: StackTrace };
  return {
    ...(status === 'SUCCEEDED' ? { requestId, payload: result ?? 'null' } : failed(requestId, failure)),
    durableExecutionArn: arn,
  };
};

/** Durable functions: an invocation from outside is an execution, for which the engine invokes the function. */
export const createDurableFunctions = (options: DurableFunctionsOptions): DurableFunctions => {
  const { clock, activity, invoke, log, giveUp } = options;
  const engine = createDurableEngine({
    clock,
    during: activity.during,
    async invoke({ functionArn }, input) {
      const [, , , , , , name = ''] = functionArn.split(':');
      const result = await invoke(name, JSON.stringify(input), randomUUID());
      if (result.functionError) throw new Error(result.payload);
      return JSON.parse(result.payload);
    },
  });

  const start = (
    fn: DurableFunction,
    payload: string,
    { version, executionName }: Invocation,
    onFailure: (execution: Execution) => Promise<void>,
  ): Execution =>
    engine.start({
      ...fn.durable,
      functionArn: `${fn.arn}:${version}`,
      payload,
      ...(executionName !== undefined && { name: executionName }),
      async onEnd(execution) {
        const { name, status, error } = execution;
        if (status === 'SUCCEEDED') return;
        log(fn.name, `durable execution ${name} ${status}: ${error?.ErrorMessage ?? ''}`);
        await onFailure(execution);
      },
    });

  return {
    engine,
    async run(fn, event, invocation) {
      demandShort(fn);
      const { arn } = start(fn, event, invocation, async () => undefined);
      return resultOf(await engine.over(arn), invocation.requestId);
    },
    submit: (fn, event, invocation) =>
      start(fn, event, invocation, (execution) =>
        giveUp(fn.name, event, resultOf(execution, invocation.requestId)),
      ).arn,
  };
};
