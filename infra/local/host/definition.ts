/** What makes a function durable (Lambda API reference, DurableConfig). */
export interface DurableConfig {
  /** How long a whole execution may take, at most 366 days. */
  executionTimeoutSeconds: number;
  /** How long an execution that is over is kept, at most 90 days. */
  retentionDays: number;
}

/** A function as it is registered with the host. */
export interface FunctionDefinition {
  name: string;
  /** Path of the module that exports `handler`. */
  entry: string;
  /** Every call that the function makes is signed by a session of this role, and judged by its policies. */
  roleArn: string;
  environment?: Record<string, string>;
  timeoutSeconds?: number;
  memoryMegabytes?: number;
  /** How many processes may run at once; further invocations wait. */
  maximumConcurrency?: number;
  /** Where an asynchronous event goes that failed three times, or whose durable execution failed. */
  deadLetterQueueArn?: string;
  durable?: DurableConfig;
  /** An alias by which a durable function may be invoked, beside its version `1`. */
  alias?: string;
}

type Optional = 'deadLetterQueueArn' | 'durable' | 'alias';

/** The same with every default filled in. Lambda's own defaults are 3 seconds and 128 MB. */
export interface RegisteredFunction
  extends Required<Omit<FunctionDefinition, Optional>>,
    Pick<FunctionDefinition, Optional> {
  arn: string;
  region: string;
  accountId: string;
}

const demandWithin = (name: string, value: number, most: number): void => {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`${name} must be a whole number from 1 to ${most}, not ${value}`);
};

/** @throws RangeError when the durable configuration is none */
export const registered = (definition: FunctionDefinition, region: string): RegisteredFunction => {
  const { durable } = definition;
  if (durable) {
    demandWithin('executionTimeoutSeconds', durable.executionTimeoutSeconds, 31_622_400);
    demandWithin('retentionDays', durable.retentionDays, 90);
  }
  const accountId = definition.roleArn.split(':')[4] ?? '';
  return {
    environment: {},
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    maximumConcurrency: 4,
    ...definition,
    region,
    accountId,
    arn: `arn:aws:lambda:${region}:${accountId}:function:${definition.name}`,
  };
};
