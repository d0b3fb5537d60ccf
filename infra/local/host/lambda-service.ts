import { AwsError, type Call, type Operation, type Service } from '../contract.ts';
import type { RegisteredFunction } from './definition.ts';
import { durableOperations } from './durable-service.ts';
import { functionArn, qualifierOf } from './function-name.ts';
import type { Invoker } from './invoker.ts';
import { versionOf } from './qualifier.ts';
import type { InvocationResult } from './result.ts';

/** 6 MB for a synchronous invocation and 1 MB for an asynchronous one (Lambda guide, "Lambda quotas"). */
export const payloadLimit = 6_291_456;
const eventLimit = 1_048_576;

/** A queue that a function is fed from. */
export interface FedByQueue {
  id: string;
  functionArn: string;
  queueArn: string;
  stop(): void;
}

export interface LambdaServiceOptions {
  find(arn: string): RegisteredFunction | undefined;
  list(): RegisteredFunction[];
  invoker: Pick<Invoker, 'invoke' | 'submit' | 'durable'>;
  fed(): Iterable<FedByQueue>;
}

interface InvokeInput {
  FunctionName: string;
  /** Of an alias. */
  Name?: string;
  Qualifier?: string;
  DurableExecutionName?: string;
  InvocationType?: string;
  LogType?: string;
  Payload?: Uint8Array;
}

const arnOf = ({ FunctionName }: InvokeInput, { region, caller }: Call): string =>
  functionArn(FunctionName, { region, accountId: caller.accountId });

/** A policy that names the function allows no version of it, nor the other way round (Lambda guide, "Resources"). */
const qualifiedArnOf = (input: InvokeInput, call: Call): string => {
  const qualifier = qualifierOf(input.FunctionName, input.Qualifier);
  return qualifier === undefined ? arnOf(input, call) : `${arnOf(input, call)}:${qualifier}`;
};

const checkedEvent = ({ Payload, InvocationType }: InvokeInput): string => {
  const limit = InvocationType === 'Event' ? eventLimit : payloadLimit;
  if ((Payload?.length ?? 0) > limit) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  const event = Payload?.length ? Buffer.from(Payload).toString('utf8') : '{}';
  try {
    JSON.parse(event);
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${error}`);
  }
  return event;
};

const configurationOf = (fn: RegisteredFunction) => ({
  FunctionName: fn.name,
  FunctionArn: fn.arn,
  Runtime: 'nodejs24.x',
  Role: fn.roleArn,
  Handler: 'index.handler',
  Timeout: fn.timeoutSeconds,
  MemorySize: fn.memoryMegabytes,
  Version: '$LATEST',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  ...(fn.deadLetterQueueArn !== undefined && { DeadLetterConfig: { TargetArn: fn.deadLetterQueueArn } }),
  PackageType: 'Zip',
  Environment: { Variables: fn.environment },
  ...(fn.durable && {
    DurableConfig: {
      ExecutionTimeout: fn.durable.executionTimeoutSeconds,
      RetentionPeriodInDays: fn.durable.retentionDays,
    },
  }),
});

const startedAs = (DurableExecutionArn: string | undefined) =>
  DurableExecutionArn === undefined ? {} : { DurableExecutionArn };

const answered = (result: InvocationResult, version: string, logType?: string) => ({
  StatusCode: 200,
  ExecutedVersion: version,
  ...startedAs(result.durableExecutionArn),
  Payload: Buffer.from(result.payload),
  ...(result.functionError ? { FunctionError: result.functionError } : {}),
  // The last 4 KB of the log, when the caller asks for it.
  ...(logType === 'Tail'
    ? {
        LogResult: Buffer.from((result.log ?? []).join('\n'))
          .subarray(-4096)
          .toString('base64'),
      }
    : {}),
});

/** Lambda's API over the functions of the host: Invoke, and what one needs to find a function. */
export const createLambdaService = ({ find, list, invoker, fed }: LambdaServiceOptions): Service => {
  const existing = (input: InvokeInput, call: Call): RegisteredFunction => {
    const arn = arnOf(input, call);
    const fn = find(arn);
    if (!fn) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    return fn;
  };

  const Invoke: Operation = {
    action: 'lambda:InvokeFunction',
    readOnly: false,
    recorded: 'data',
    resources: (input: InvokeInput, call) => [qualifiedArnOf(input, call)],
    async run(input: InvokeInput, call) {
      const { InvocationType, LogType, DurableExecutionName: executionName } = input;
      const fn = existing(input, call);
      const event = checkedEvent(input);
      const version = versionOf(fn, qualifierOf(input.FunctionName, input.Qualifier));
      const invocation = {
        requestId: call.requestId,
        version,
        ...(executionName !== undefined && { executionName }),
      };
      if (InvocationType === 'DryRun') return { StatusCode: 204 };
      if (InvocationType === 'Event') {
        return { StatusCode: 202, ...startedAs(invoker.submit(fn, event, invocation)) };
      }
      return answered(await invoker.invoke(fn, event, invocation), version, LogType);
    },
  };

  const read = (run: (input: InvokeInput, call: Call) => unknown): Operation => ({
    readOnly: true,
    resources: (input: InvokeInput, call) => [arnOf(input, call)],
    run,
  });

  return {
    name: 'lambda',
    client: '@aws-sdk/client-lambda',
    eventSource: 'lambda.amazonaws.com',
    operations: {
      ...durableOperations(invoker.durable),
      Invoke,
      GetFunction: read((input, call) => ({ Configuration: configurationOf(existing(input, call)) })),
      GetFunctionConfiguration: read((input, call) => configurationOf(existing(input, call))),
      GetAlias: read(({ Name, ...input }, call) => {
        const fn = existing(input, call);
        if (Name === undefined || fn.alias !== Name)
          throw new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${fn.arn}:${Name}`, 404);
        return { AliasArn: `${fn.arn}:${Name}`, Name, FunctionVersion: versionOf(fn, Name) };
      }),
      ListEventSourceMappings: {
        readOnly: true,
        run: (input: InvokeInput, call) => ({
          EventSourceMappings: [...fed()]
            .filter(({ functionArn: arn }) => arn === arnOf(input, call))
            .map(({ id, functionArn: arn, queueArn }) => ({
              UUID: id,
              FunctionArn: arn,
              EventSourceArn: queueArn,
              State: 'Enabled',
            })),
        }),
      },
      DeleteEventSourceMapping: {
        readOnly: false,
        run: ({ UUID }: { UUID: string }) => {
          const source = [...fed()].find(({ id }) => id === UUID);
          if (!source) throw new AwsError('ResourceNotFoundException', 'The resource does not exist.', 404);
          source.stop();
          return { UUID, State: 'Deleting' };
        },
      },
      ListFunctions: {
        readOnly: true,
        run: (_input, { region, caller }) => ({
          Functions: list()
            .filter((fn) => fn.region === region && fn.accountId === caller.accountId)
            .map(configurationOf),
        }),
      },
    },
  };
};
