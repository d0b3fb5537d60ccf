import { randomUUID } from 'node:crypto';
import type { Clock } from '../contract.ts';
import type { DurableEngine } from '../durable/engine.ts';
import { invalid } from '../durable/refusal.ts';
import type { Activity } from './activity.ts';
import { createAsynchronous } from './asynchronous.ts';
import type { RegisteredFunction } from './definition.ts';
import { createDurableFunctions, type Invocation, isDurable } from './durable-functions.ts';
import { versionOf } from './qualifier.ts';
import type { InvocationResult } from './result.ts';
import type { createRuntimes } from './runtimes.ts';

export interface InvokerOptions {
  clock: Clock;
  activity: Activity;
  runtimes: ReturnType<typeof createRuntimes>;
  /** Receives an event that failed for the last time. */
  giveUp(name: string, event: string, result: InvocationResult): Promise<void>;
}

/** Invokes functions, each in the way of its kind. */
export interface Invoker {
  readonly durable: DurableEngine;
  /** @throws AwsError InvalidParameterValueException, DurableExecutionAlreadyStartedException, ValidationException */
  invoke(fn: RegisteredFunction, event: string, invocation: Invocation): Promise<InvocationResult>;
  /**
   * @returns the ARN of the execution that a durable function begins
   * @throws AwsError as `invoke` does
   */
  submit(fn: RegisteredFunction, event: string, invocation: Invocation): string | undefined;
  /**
   * The function behind a name or `name:qualifier` as the host itself uses it, and how to invoke it.
   * @throws AwsError InvalidParameterValueException for a durable function without a qualifier
   */
  named(target: string): [RegisteredFunction, Invocation];
  close(): void;
}

const demandUnnamed = ({ name }: RegisteredFunction, { executionName }: Invocation): void => {
  if (executionName !== undefined) throw invalid(`${name} is not durable: its executions have no names.`);
};

export const createInvoker = ({ clock, activity, runtimes, giveUp }: InvokerOptions): Invoker => {
  const { invoke: attempt, log } = runtimes;
  const asynchronous = createAsynchronous({ clock, activity, attempt, giveUp });
  const durable = createDurableFunctions({ clock, activity, invoke: attempt, log, giveUp });
  return {
    durable: durable.engine,

    async invoke(fn, event, invocation) {
      if (isDurable(fn)) return durable.run(fn, event, invocation);
      demandUnnamed(fn, invocation);
      return activity.during(() => attempt(fn.name, event, invocation.requestId));
    },

    submit(fn, event, invocation) {
      if (isDurable(fn)) return durable.submit(fn, event, invocation);
      demandUnnamed(fn, invocation);
      asynchronous.submit(fn.name, invocation.requestId, event);
      return undefined;
    },

    named(target) {
      const [name = '', qualifier] = target.split(':');
      const fn = runtimes.get(name);
      return [fn, { requestId: randomUUID(), version: versionOf(fn, qualifier) }];
    },

    close() {
      asynchronous.close();
      durable.engine.close();
    },
  };
};
