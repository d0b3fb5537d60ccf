import { readFileSync } from 'node:fs';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  type GetQueryExecutionCommandOutput,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import type { AthenaDeps } from '#lib/investigation/athena/query.ts';
import type { AthenaQuestion } from '#lib/investigation/athena/question.ts';
import type { Json } from '#lib/investigation/detail.ts';

export const athena = mockClient(AthenaClient);

export const executionId = '0f3c2a52-7d0c-4f4e-9a51-6f2f3b1c0001';

const recorded = <Output>(name: string): Output =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/athena/${name}.json`, import.meta.url), 'utf8'));

/** An answer of GetQueryExecution, `succeeded`, or of GetQueryResults, `page-1`. */
export const execution = (name: string) => recorded<GetQueryExecutionCommandOutput>(`execution-${name}`);
export const results = (name: string) => recorded<GetQueryResultsCommandOutput>(`results-${name}`);

/** Lets Athena take every query, go through these states, the last for ever, and then answer these pages in turn. */
export const answerWith = (states: readonly string[], pages: readonly string[] = ['empty']): void => {
  athena.reset();
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: executionId });
  athena.on(StopQueryExecutionCommand).resolves({});
  const looks = athena.on(GetQueryExecutionCommand);
  for (const state of states.slice(0, -1)) looks.resolvesOnce(execution(state));
  looks.resolves(execution(states.at(-1) ?? 'succeeded'));
  const reads = athena.on(GetQueryResultsCommand);
  for (const page of pages) reads.resolvesOnce(results(page));
};

export const question: AthenaQuestion = {
  accessKeyIds: ['AKIATOURNIQUETTEST01'],
  from: new Date('2026-03-01T00:00:00Z'),
  to: new Date('2026-03-02T12:30:00Z'),
};

/** Athena with waits that are written down instead of waited for. */
export const testAthena = (pauses: number[] = [], overrides: Partial<AthenaDeps> = {}): AthenaDeps => ({
  client: new AthenaClient({ region: 'eu-west-1', maxAttempts: 1 }),
  table: { database: 'security', table: 'cloudtrail' },
  workGroup: 'investigations',
  pause: async (milliseconds) => {
    pauses.push(milliseconds);
  },
  timeLeft: () => Number.POSITIVE_INFINITY,
  ...overrides,
});

/** A `take` that keeps everything, and how many records came at a time. */
export const gathering = () => {
  const taken: Json[] = [];
  const sizes: number[] = [];
  const take = (details: Json[]): void => {
    taken.push(...details);
    sizes.push(details.length);
  };
  return { taken, sizes, take };
};

export const started = (): StartQueryExecutionCommandInput[] =>
  athena.commandCalls(StartQueryExecutionCommand).map(({ args }) => args[0].input);

export const stopped = (): number => athena.commandCalls(StopQueryExecutionCommand).length;

export const awsError = (name: string, message = 'told so'): Error =>
  Object.assign(new Error(message), { name });
