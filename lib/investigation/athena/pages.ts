import type { Row } from '@aws-sdk/client-athena';
import { callAthena } from './call.ts';
import type { ExecutionDeps } from './execution.ts';
import { plainReason } from './plain-reason.ts';
import { isHeader } from './record-of-row.ts';

/** GetQueryResults gives 1,000 rows at most (Athena API reference). */
const pageSize = 1_000;

/** The rows of an answer page by page, without the header; the last may be the reason why there are no more. */
export async function* pagesOf(
  executionId: string,
  deps: ExecutionDeps,
): AsyncGenerator<{ rows: readonly Row[] } | { reason: string }> {
  const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
  let token: string | undefined;
  do {
    const input = { QueryExecutionId: executionId, MaxResults: pageSize, NextToken: token };
    const reading = await callAthena(
      'athena:GetQueryResults',
      (abortSignal) => deps.client.send(new GetQueryResultsCommand(input), { abortSignal }),
      deps,
    );
    if ('reason' in reading) return yield { reason: plainReason(reading.reason, executionId) };
    const [first, ...others] = reading.answer.ResultSet?.Rows ?? [];
    const headed = token === undefined && first !== undefined && isHeader(first);
    yield { rows: first && !headed ? [first, ...others] : others };
    const next = reading.answer.NextToken;
    // Asking for the same page for ever would count its events again and again.
    if (next && next === token) {
      return yield { reason: plainReason('Athena answered the same page twice', executionId) };
    }
    token = next;
  } while (token);
}
