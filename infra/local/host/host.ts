import { randomUUID } from 'node:crypto';
import type { Clock, Service } from '../contract.ts';
import type { Execution } from '../durable/execution.ts';
import { type Activity, createActivity } from './activity.ts';
import { deadLetter } from './dead-letter.ts';
import { type FunctionDefinition, type RegisteredFunction, registered } from './definition.ts';
import { demandShort, isDurable } from './durable-functions.ts';
import { createFunctionUrls } from './function-urls.ts';
import { createInvoker } from './invoker.ts';
import {
  type AppliedCall,
  createKillFaults,
  type KillAt,
  type KillFault,
  type KillWhen,
} from './kill-faults.ts';
import { createLambdaService, type FedByQueue } from './lambda-service.ts';
import type { HostQueues } from './queues.ts';
import type { InvocationResult } from './result.ts';
import type { RoleCalls } from './role-calls.ts';
import type { ServiceSession } from './runtime-environment.ts';
import { createRuntimes } from './runtimes.ts';
import type { StartSandbox } from './sandbox.ts';
import { pollQueue, type SqsSourceOptions } from './sqs-source.ts';
import type { UrlRequest } from './url-event.ts';
import type { UrlResponse } from './url-response.ts';

export interface HostOptions {
  clock: Clock;
  region: string;
  /** Where the embedded AWS answers, asked when a process is started. */
  endpoint(): string;
  /** A session of a role as the Lambda service gets it. `seconds` is its lifetime. */
  issueSession(roleArn: string, sessionName: string, seconds: number): ServiceSession;
  queues: HostQueues;
  /** What the Lambda service does under the role of a function. */
  roles: RoleCalls;
  /** Arguments for the node of every function, such as `--import=…`. */
  execArgv?: readonly string[];
  /** Another runtime than the host's own. */
  startSandbox?: StartSandbox;
}

/** Runs registered functions as Lambda would, each in processes of its own under its own role. */
export interface Host {
  /** The `lambda` service, for the server. */
  readonly service: Service;
  /** Registers a function, or replaces it. */
  register(definition: FunctionDefinition): RegisteredFunction;
  /** Starts every function in new processes from now on, as after a deployment; what runs is let finish. */
  renew(): void;
  /**
   * Invokes synchronously; an error of the function is in the result.
   * @param name with a qualifier for a durable function: `name:alias`
   * @throws AwsError InvalidParameterValueException for a durable function that is not qualified or may take too long
   */
  invoke(name: string, event: unknown): Promise<InvocationResult>;
  /** Queues an event, as other AWS services invoke a function. @param name as for `invoke` */
  submit(name: string, event: unknown): void;
  /** The executions of a durable function that are known, in the order of their start, with their history. */
  durableExecutions(name: string): Execution[];
  urlRequest(name: string, request: UrlRequest): Promise<UrlResponse>;
  /** The loopback address of the Function URL; its listener starts on the first call. */
  functionUrl(name: string): Promise<string>;
  /**
   * @returns how to stop polling
   * @throws AwsError InvalidParameterValueException when the function's role may not poll the queue
   */
  addSqsSource(name: string, options: SqsSourceOptions): () => void;
  /** What the processes of a function have printed, and how its invocations failed, a line each. */
  logs(name: string): readonly string[];
  /** Kills the process of a function once one of its AWS calls was applied; `before-reply` by default. */
  killOn(name: string, at: KillAt, when?: KillWhen): KillFault;
  /** For the server: told of each call once it was applied and before it is answered. */
  applied(call: AppliedCall): void;
  /** For the server: asked who signed a call before it is looked at. @returns whether the signer just died */
  arriving(accessKeyId: string): boolean;
  /**
   * Resolves when no invocation runs or waits and no message that is visible waits for a function. What waits for the
   * clock, as a retry or a durable execution does, is not waited for.
   */
  idle(): Promise<void>;
  readonly activity: Activity;
  close(): Promise<void>;
}

/** What a role must allow before Lambda polls a queue for its function. */
const polling = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

export const createHost = (options: HostOptions): Host => {
  const { clock, queues } = options;
  const activity = createActivity();
  const faults = createKillFaults();
  const runtimes = createRuntimes(options);
  const stops: (() => void)[] = [];

  const giveUp = async (name: string, event: string, result: InvocationResult): Promise<void> => {
    const { deadLetterQueueArn, roleArn, region } = runtimes.get(name);
    const lost = (why: string) => runtimes.log(name, `${result.requestId} event dropped: ${why}`);
    if (!deadLetterQueueArn) return lost('it failed, and there is no dead-letter queue');
    const letter = { QueueUrl: queues.queueUrl(deadLetterQueueArn), ...deadLetter(event, result) };
    // Lambda drops the event when its role may not write there, and counts it as DeadLetterErrors.
    await options.roles
      .run(roleArn, 'sqs', 'SendMessage', region, letter)
      .catch((error) => lost(String(error)));
  };

  const fed = new Set<FedByQueue>();
  const invoker = createInvoker({ clock, activity, runtimes, giveUp });
  const urls = createFunctionUrls({
    clock,
    get: runtimes.get,
    invoke(name, event, requestId) {
      const [fn, invocation] = invoker.named(name);
      return invoker.invoke(fn, event, { ...invocation, requestId });
    },
  });

  return {
    activity,
    service: createLambdaService({ find: runtimes.find, list: runtimes.list, invoker, fed: () => fed }),
    register: (definition) => runtimes.register(registered(definition, options.region)),
    renew: runtimes.renew,
    async invoke(name, event) {
      const [fn, invocation] = invoker.named(name);
      return invoker.invoke(fn, JSON.stringify(event ?? {}), invocation);
    },
    submit(name, event) {
      const [fn, invocation] = invoker.named(name);
      invoker.submit(fn, JSON.stringify(event), invocation);
    },
    durableExecutions(name) {
      const ofFunction = `${runtimes.get(name).arn}:`;
      return invoker.durable.list().filter(({ functionArn }) => functionArn.startsWith(ofFunction));
    },
    urlRequest: urls.request,
    functionUrl: urls.listen,
    addSqsSource(name, wanted) {
      const [fn] = invoker.named(name);
      const { roleArn, region } = fn;
      if (isDurable(fn)) demandShort(fn);
      const QueueUrl = queues.queueUrl(wanted.queueArn);
      options.roles.demand(roleArn, 'sqs', polling, region, { QueueUrl });
      const stop = pollQueue(wanted, {
        clock,
        queues,
        activity,
        invoke: (event) => {
          const [current, invocation] = invoker.named(name);
          return invoker.invoke(current, event, invocation);
        },
      });
      const source: FedByQueue = {
        id: randomUUID(),
        functionArn: fn.arn,
        queueArn: wanted.queueArn,
        stop() {
          stop();
          fed.delete(source);
        },
      };
      fed.add(source);
      stops.push(source.stop);
      return source.stop;
    },
    logs: runtimes.logs,
    killOn: faults.killOn,
    applied(call) {
      const holder = runtimes.holderOf(call.accessKeyId);
      const struck = holder && faults.struck(holder.name, call);
      if (struck === 'before-reply') holder?.sandbox.kill();
      if (struck === 'after-reply') holder?.sandbox.doom();
    },
    arriving(accessKeyId) {
      const sandbox = runtimes.holderOf(accessKeyId)?.sandbox;
      if (sandbox?.doomed) sandbox.kill();
      return sandbox?.doomed ?? false;
    },
    idle: activity.idle,
    async close() {
      for (const stop of stops) stop();
      invoker.close();
      await urls.close();
      await runtimes.close();
    },
  };
};
