import { createHash, randomUUID } from 'node:crypto';
import type { StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import type { Coverage } from '../coverage.ts';
import type { Json } from '../detail.ts';
import { type ExecutionDeps, execute } from './execution.ts';
import { pagesOf } from './pages.ts';
import { defaultPartitions, type Partitions } from './partitions.ts';
import { type AthenaQuestion, batchesOf, checkQuestion, inOrder } from './question.ts';
import { recordOfRow } from './record-of-row.ts';
import type { AthenaTable } from './settings.ts';
import { type Statement, statementFor } from './statement.ts';
import { Tally } from './tally.ts';

/** The way to Athena. The client must not retry on its own (`maxAttempts: 1`), since every call here is tried again. */
export interface AthenaDeps extends ExecutionDeps {
  table: AthenaTable;
  workGroup: string;
  /** `region,timestamp` where none are named. */
  partitions?: Partitions;
}

/** Takes the records of one page. The next page is asked for when it is done with them. */
export type TakeDetails = (details: Json[]) => void | Promise<void>;

// The answer goes where the workgroup says: a location of ours could be one that others read.
const requestFor =
  ({ sql, parameters }: Statement, look: string, { table, workGroup }: AthenaDeps) =>
  (attempt: number): StartQueryExecutionCommandInput => {
    const asked = JSON.stringify([look, attempt, workGroup, table, sql, parameters]);
    return {
      QueryString: sql,
      ExecutionParameters: [...parameters],
      // 32 to 128 characters (Athena API reference).
      ClientRequestToken: createHash('sha256').update(asked).digest('hex'),
      QueryExecutionContext: { Database: table.database, ...(table.catalog && { Catalog: table.catalog }) },
      WorkGroup: workGroup,
    };
  };

/** Reads one answer to its end, or says why not. */
const readAnswer = async (
  request: ReturnType<typeof requestFor>,
  take: TakeDetails,
  tally: Tally,
  deps: AthenaDeps,
): Promise<string | undefined> => {
  const execution = await execute(request, deps);
  if ('reason' in execution) return execution.reason;
  for await (const page of pagesOf(execution.executionId, deps)) {
    if ('reason' in page) return page.reason;
    const records = page.rows.map(recordOfRow);
    for (const record of records) tally.add(record);
    if (records.length > 0) await take(records.map(({ detail }) => detail));
  }
  return undefined;
};

/**
 * Asks the trail in S3 who did what: data events too, in every account and Region of the table, for as long as the
 * bucket keeps its files. Gives each record as it stands in the trail, less secrets, to `take`, in no order, a page of
 * 1,000 at most at a time. A question of hundreds of identities takes more than one query, and an event that two of
 * them match is then given, and counted, twice.
 * @returns a row for every Region that answered or was named; when something was not read, one more that says why
 * @throws BadRequest when nobody could answer the question
 */
export const queryAthena = async (
  question: AthenaQuestion,
  take: TakeDetails,
  deps: AthenaDeps,
): Promise<Coverage[]> => {
  checkQuestion(question);
  const { table, partitions = defaultPartitions } = deps;
  const look = question.look ?? randomUUID();
  const tally = new Tally(inOrder(question.regions));
  for (const identities of batchesOf(question)) {
    const statement = statementFor(question, identities, table, partitions);
    const reason = await readAnswer(requestFor(statement, look, deps), take, tally, deps);
    if (reason !== undefined) return tally.cut(reason);
  }
  return tally.whole();
};
