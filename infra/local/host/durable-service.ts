import type { Call, Operation } from '../contract.ts';
import type { DurableEngine } from '../durable/engine.ts';
import type { Execution } from '../durable/execution.ts';
import { functionArn } from './function-name.ts';

interface OnExecution {
  DurableExecutionArn: string;
}

/**
 * Allowed on the ARN of the execution, which extends that of a version: `function:name:*` matches it, `function:name`
 * does not (Lambda guide, "Security and permissions for Lambda durable functions").
 */
const resources = ({ DurableExecutionArn }: OnExecution): string[] => [DurableExecutionArn];

const summaryOf = ({ arn, name, functionArn: FunctionArn, status, startedAt, endedAt }: Execution) => ({
  DurableExecutionArn: arn,
  DurableExecutionName: name,
  FunctionArn,
  Status: status,
  StartTimestamp: startedAt,
  ...(endedAt && { EndTimestamp: endedAt }),
});

const descriptionOf = (execution: Execution) => ({
  ...summaryOf(execution),
  InputPayload: execution.payload,
  Version: execution.functionArn.split(':').at(-1),
  ...(execution.result !== undefined && { Result: execution.result }),
  ...(execution.error && { Error: execution.error }),
});

interface ListInput {
  FunctionName: string;
  Qualifier?: string;
  DurableExecutionName?: string;
  Statuses?: string[];
  StartedAfter?: Date;
  StartedBefore?: Date;
  ReverseOrder?: boolean;
}

const arnOf = ({ FunctionName }: ListInput, { region, caller }: Call): string =>
  functionArn(FunctionName, { region, accountId: caller.accountId });

const listed = (wanted: ListInput, executions: Execution[], arn: string): Execution[] => {
  const { Qualifier, DurableExecutionName, Statuses = [], StartedAfter, StartedBefore } = wanted;
  return executions.filter(
    ({ functionArn: ofVersion, name, status, startedAt }) =>
      ofVersion.startsWith(`${arn}:`) &&
      (Qualifier === undefined || ofVersion === `${arn}:${Qualifier}`) &&
      (DurableExecutionName === undefined || name === DurableExecutionName) &&
      (Statuses.length === 0 || Statuses.includes(status)) &&
      (StartedAfter === undefined || startedAt > StartedAfter) &&
      (StartedBefore === undefined || startedAt < StartedBefore),
  );
};

/** Lambda's API over the durable executions: what the SDK of a function calls, and what people look at. */
export const durableOperations = (engine: DurableEngine): Record<string, Operation> => ({
  // Like Invoke, the traffic of functions is kept out of LookupEvents.
  CheckpointDurableExecution: {
    readOnly: false,
    recorded: 'data',
    resources,
    run: (input) => engine.checkpoint(input),
  },
  GetDurableExecutionState: {
    readOnly: true,
    recorded: 'data',
    resources,
    run: (input) => engine.getExecutionState(input),
  },
  GetDurableExecution: {
    readOnly: true,
    resources,
    run: ({ DurableExecutionArn }: OnExecution) => descriptionOf(engine.get(DurableExecutionArn)),
  },
  StopDurableExecution: {
    readOnly: false,
    resources,
    async run({ DurableExecutionArn, Error: error }) {
      const { endedAt } = await engine.stop(DurableExecutionArn, error);
      return { StopTimestamp: endedAt };
    },
  },
  // The newest first, all of them on one page.
  ListDurableExecutionsByFunction: {
    readOnly: true,
    resources: (input: ListInput, call) => [arnOf(input, call)],
    run(input: ListInput, call) {
      const found = listed(input, engine.list(), arnOf(input, call)).map(summaryOf);
      return { DurableExecutions: input.ReverseOrder ? found : found.reverse() };
    },
  },
});
