import { randomUUID } from 'node:crypto';
import type { ErrorObject } from '@aws/durable-execution-sdk-js';
import { AwsError } from '../contract.ts';
import type { Ending } from './apply-checkpoint.ts';
import type { RecordedOperation } from './operation.ts';
import { OperationLog } from './operation-log.ts';

/** One run of a durable function from its start to its end, however many invocations that takes. */
export interface Execution {
  /** `<function ARN>:<version>/durable-execution/<name>/<id>` */
  readonly arn: string;
  readonly name: string;
  /** With the version that every invocation of it runs. */
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  readonly startedAt: Date;
  /** When it times out. */
  readonly deadline: Date;
  readonly retentionDays: number;
  readonly status: 'RUNNING' | Ending['status'];
  readonly endedAt?: Date;
  /** JSON. */
  readonly result?: string;
  readonly error?: ErrorObject;
  /** How often the function was invoked for it so far. */
  readonly invocations: number;
  /** Its history, in the order of the starts. */
  operations(): RecordedOperation[];
}

/** What starts an execution. */
export interface NewExecution {
  /** With its version: `$LATEST` or a number. An alias stands for the version that it pointed to at the start. */
  functionArn: string;
  /** Unique among the executions of the function; a random one by default. */
  name?: string;
  /** JSON. */
  payload: string;
  executionTimeoutSeconds: number;
  /** How long an execution that is over is kept, and its name taken. */
  retentionDays: number;
  /** Told once it is over. */
  onEnd?(execution: Execution): Promise<void>;
}

/** An execution as the engine keeps it. */
export interface Kept {
  readonly execution: { -readonly [Member in keyof Execution]: Execution[Member] };
  readonly log: OperationLog;
  readonly onEnd: NewExecution['onEnd'];
  readonly over: PromiseWithResolvers<Execution>;
}

const namePattern = /^[a-zA-Z0-9-_]{1,64}$/;

const checkedName = (name: string): string => {
  if (namePattern.test(name)) return name;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${name}' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+ and have length less than or equal to 64`,
  );
};

/** @throws AwsError ValidationException when the name is none */
export const newExecution = (wanted: NewExecution, now: Date): Kept => {
  const { functionArn, payload, executionTimeoutSeconds, retentionDays, onEnd } = wanted;
  const id = randomUUID();
  const name = checkedName(wanted.name ?? randomUUID());
  const log = new OperationLog({
    Id: id,
    Type: 'EXECUTION',
    Status: 'STARTED',
    StartTimestamp: now,
    ExecutionDetails: { InputPayload: payload },
  });
  const execution: Kept['execution'] = {
    arn: `${functionArn}/durable-execution/${name}/${id}`,
    name,
    functionArn,
    payload,
    startedAt: now,
    deadline: new Date(now.getTime() + executionTimeoutSeconds * 1000),
    retentionDays,
    status: 'RUNNING',
    invocations: 0,
    operations: () => log.all(),
  };
  return { execution, log, onEnd, over: Promise.withResolvers<Execution>() };
};
