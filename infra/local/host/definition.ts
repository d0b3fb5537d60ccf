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
  /** Where an asynchronous event goes that failed three times. */
  deadLetterQueueArn?: string;
}

/** The same with every default filled in. Lambda's own defaults are 3 seconds and 128 MB. */
export interface RegisteredFunction extends Required<Omit<FunctionDefinition, 'deadLetterQueueArn'>> {
  arn: string;
  region: string;
  accountId: string;
  deadLetterQueueArn?: string;
}

export const registered = (definition: FunctionDefinition, region: string): RegisteredFunction => {
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
