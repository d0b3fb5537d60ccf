import type {
  AthenaClient,
  QueryExecutionStatus,
  StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { describeError } from '#lib/aws/errors.ts';
import { backOff } from '#lib/platform/retry.ts';
import type { Patience } from '../patiently.ts';
import { callAthena } from './call.ts';
import { plainReason } from './plain-reason.ts';

export interface ExecutionDeps extends Patience {
  client: AthenaClient;
}

/** A query whose answer can be read, or in one line why there is none. */
export type Execution = { executionId: string } | { reason: string };

// The commands come with the client, which is loaded only where a table is configured.
const commands = () => import('@aws-sdk/client-athena');

const start = async (input: StartQueryExecutionCommandInput, deps: ExecutionDeps): Promise<Execution> => {
  const { StartQueryExecutionCommand } = await commands();
  const started = await callAthena(
    'athena:StartQueryExecution',
    (abortSignal) => deps.client.send(new StartQueryExecutionCommand(input), { abortSignal }),
    deps,
  );
  if ('reason' in started) return { reason: plainReason(started.reason) };
  const executionId = started.answer.QueryExecutionId;
  return executionId ? { executionId } : { reason: 'athena:StartQueryExecution named no execution' };
};

/** Milliseconds for the call that stops a query: the look itself has no time left. */
const stopLimit = 5_000;

// A query that nobody waits for reads on, and costs. It is asked once to stop, and a refusal is told.
const stop = async (executionId: string, why: string, { client }: ExecutionDeps) => {
  const { StopQueryExecutionCommand } = await commands();
  const command = new StopQueryExecutionCommand({ QueryExecutionId: executionId });
  const reason = plainReason(why, executionId);
  try {
    await client.send(command, { abortSignal: AbortSignal.timeout(stopLimit) });
    return { reason };
  } catch (error) {
    const refusal = plainReason(describeError('athena:StopQueryExecution', error));
    return { reason: `${reason}; it may still run: ${refusal}` };
  }
};

interface Ended {
  status: QueryExecutionStatus;
  /** It had ended before it was looked at for the first time: most likely an earlier run of this look started it. */
  early: boolean;
}

const isEnd = ({ State }: QueryExecutionStatus): boolean =>
  State === 'SUCCEEDED' || State === 'FAILED' || State === 'CANCELLED';

const waitFor = async (executionId: string, deps: ExecutionDeps): Promise<Ended | { reason: string }> => {
  const { GetQueryExecutionCommand } = await commands();
  const command = new GetQueryExecutionCommand({ QueryExecutionId: executionId });
  for (let looks = 1; ; looks++) {
    const reading = await callAthena(
      'athena:GetQueryExecution',
      (abortSignal) => deps.client.send(command, { abortSignal }),
      deps,
    );
    if ('reason' in reading) return stop(executionId, reading.reason, deps);
    const status = reading.answer.QueryExecution?.Status ?? {};
    if (isEnd(status)) return { status, early: looks === 1 };
    await deps.pause(Math.min(backOff(looks, 500, 5_000), deps.timeLeft()));
  }
};

const attemptsAllowed = 3;

// The token of an earlier run of this look gives its execution again, and that run stops what it has no time for.
// A query that was cancelled under our eyes met a limit of the workgroup, or a person: both would be met again.
const isWorthAnother = ({ status, early }: Ended): boolean =>
  status.State === 'CANCELLED' ? early : status.AthenaError?.Retryable === true;

const whyNoAnswer = ({ State, StateChangeReason, AthenaError }: QueryExecutionStatus): string => {
  const words = StateChangeReason ?? AthenaError?.ErrorMessage ?? 'Athena gave no reason';
  return `the query ${State === 'CANCELLED' ? 'was cancelled' : 'failed'}: ${words}`;
};

/**
 * Runs a query to its end. A query that Athena calls worth repeating is started anew, twice at most.
 * @param request the input of StartQueryExecution for an attempt, 1 for the first, each with a token of its own
 */
export const execute = async (
  request: (attempt: number) => StartQueryExecutionCommandInput,
  deps: ExecutionDeps,
): Promise<Execution> => {
  for (let attempt = 1; ; attempt++) {
    const started = await start(request(attempt), deps);
    if ('reason' in started) return started;
    const ended = await waitFor(started.executionId, deps);
    if ('reason' in ended) return ended;
    if (ended.status.State === 'SUCCEEDED') return started;
    if (attempt >= attemptsAllowed || !isWorthAnother(ended)) {
      return { reason: plainReason(whyNoAnswer(ended.status), started.executionId) };
    }
    await deps.pause(backOff(attempt));
  }
};
