import {
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { beforeEach, expect, test } from 'vitest';
import { queryAthena } from '#lib/investigation/athena/query.ts';
import type { AthenaQuestion } from '#lib/investigation/athena/question.ts';
import {
  answerWith,
  athena,
  awsError,
  execution,
  executionId,
  gathering,
  question,
  started,
  stopped,
  testAthena,
} from './world.ts';

const reasonOf = async (deps = testAthena(), asked: AthenaQuestion = question) => {
  const rows = await queryAthena(asked, gathering().take, deps);
  expect(rows).toMatchObject([{ region: 'all-regions', source: 'athena', complete: false, events: 0 }]);
  return rows[0]?.reason;
};

const tokens = () => started().map(({ ClientRequestToken }) => ClientRequestToken);

beforeEach(() => {
  athena.reset();
});

test('a running query is looked at ever more seldom, not more than five seconds apart', async () => {
  answerWith([...Array.from({ length: 9 }, () => 'running'), 'succeeded']);
  const pauses: number[] = [];
  await queryAthena(question, gathering().take, testAthena(pauses));
  expect(pauses).toHaveLength(9);
  expect(pauses[0]).toBeLessThanOrEqual(500);
  expect(pauses[8]).toBeGreaterThan(2_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(5_000);
});

test('a query that failed says why, once, and is not stopped or started again', async () => {
  answerWith(['running', 'failed']);
  expect(await reasonOf()).toBe(
    "the query failed: COLUMN_NOT_FOUND: line 1:8: Column 'eventversion' cannot be resolved or requester is not " +
      `authorized to access requested resources (query ${executionId})`,
  );
  expect([started().length, stopped()]).toEqual([1, 0]);
});

test('a query that went over a limit of the workgroup is not paid for again', async () => {
  answerWith(['running', 'over-limit']);
  expect(await reasonOf()).toBe(
    `the query was cancelled: Query cancelled! : Bytes scanned limit was exceeded (query ${executionId})`,
  );
  expect(started()).toHaveLength(1);
});

test('a query that Athena calls worth repeating is started anew, under a token of its own', async () => {
  answerWith(['throttled-by-s3', 'running', 'succeeded']);
  const rows = await queryAthena(question, gathering().take, testAthena());
  expect(rows).toMatchObject([{ complete: true }]);
  expect(new Set(tokens()).size).toBe(2);
});

test('the third failure is the last', async () => {
  answerWith(['throttled-by-s3']);
  expect(await reasonOf()).toContain('Please reduce your request rate.');
  expect(started()).toHaveLength(3);
});

test('an execution that an earlier run of the look had stopped is replaced by a new one', async () => {
  answerWith(['over-limit', 'succeeded']);
  const rows = await queryAthena({ ...question, look: 'incident-1/look-2' }, gathering().take, testAthena());
  expect(rows).toMatchObject([{ complete: true }]);
  expect(started()).toHaveLength(2);
});

test('asked again for the same look, Athena is given the same token; for another look another', async () => {
  const askFor = async (look: string | undefined, more: Partial<AthenaQuestion> = {}) => {
    answerWith(['succeeded']);
    const asked = { ...question, ...more, ...(look !== undefined && { look }) };
    await queryAthena(asked, gathering().take, testAthena());
    return tokens()[0];
  };
  const first = await askFor('a', { accessKeyIds: ['AKIA1', 'AKIA2'] });
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await askFor('a', { accessKeyIds: ['AKIA2', 'AKIA1', 'AKIA2'] })).toBe(first);
  expect(await askFor('b', { accessKeyIds: ['AKIA1', 'AKIA2'] })).not.toBe(first);
  expect(await askFor('a', { accessKeyIds: ['AKIA1'] })).not.toBe(first);
  expect(await askFor(undefined)).not.toBe(await askFor(undefined));
});

const throttled = awsError('TooManyRequestsException', 'You have exceeded the limit for running queries');

test('when throttled, each call is made again after a pause', async () => {
  answerWith(['succeeded']);
  athena.on(StartQueryExecutionCommand).rejectsOnce(throttled).resolves({ QueryExecutionId: executionId });
  athena.on(GetQueryExecutionCommand).rejectsOnce(throttled).resolves(execution('succeeded'));
  const pauses: number[] = [];
  const rows = await queryAthena(question, gathering().take, testAthena(pauses));
  expect(rows).toMatchObject([{ complete: true }]);
  expect(pauses).toHaveLength(2);
  expect(tokens()[0]).toBe(tokens()[1]);
});

test.each([
  ['throttling', throttled, 30],
  ['a fault of the service', Object.assign(awsError('Oops'), { $metadata: { httpStatusCode: 500 } }), 6],
  ['a call that hangs', awsError('AbortError'), 6],
  ['a refusal', awsError('AccessDeniedException'), 1],
])('%s is given up after a number of tries', async (_, error, tries) => {
  answerWith(['succeeded']);
  athena.on(StartQueryExecutionCommand).rejects(error);
  expect(await reasonOf()).toBe(`athena:StartQueryExecution failed: ${error.name}: ${error.message}`);
  expect(started()).toHaveLength(tries);
});

test('without any time left nothing is started', async () => {
  answerWith(['succeeded']);
  expect(await reasonOf(testAthena([], { timeLeft: () => 0 }))).toBe('the time for this look ran out');
  expect(started()).toEqual([]);
});

test('a query that outlasts the look is stopped, since nobody will read its answer', async () => {
  answerWith(['running']);
  let left = 9_000;
  const pause = async (milliseconds: number) => {
    left -= milliseconds;
  };
  const deps = testAthena([], { pause, timeLeft: () => left });
  expect(await reasonOf(deps)).toBe(`the time for this look ran out (query ${executionId})`);
  const [stop] = athena.commandCalls(StopQueryExecutionCommand);
  expect(stop?.args[0].input).toEqual({ QueryExecutionId: executionId });
});

test('the time may run out while a call is on its way', async () => {
  answerWith(['running']);
  let left = 5;
  athena.on(GetQueryExecutionCommand).callsFake(() => {
    left = 0;
    return execution('running');
  });
  expect(await reasonOf(testAthena([], { timeLeft: () => left }))).toContain(
    'the time for this look ran out',
  );
  athena.on(StartQueryExecutionCommand).callsFake(() => {
    left = 0;
    throw awsError('AbortError');
  });
  left = 5;
  expect(await reasonOf(testAthena([], { timeLeft: () => left }))).toBe('the time for this look ran out');
});

test('a query that cannot be watched is stopped as well', async () => {
  answerWith(['running']);
  athena.on(GetQueryExecutionCommand).rejects(awsError('AccessDeniedException'));
  expect(await reasonOf()).toBe(
    `athena:GetQueryExecution failed: AccessDeniedException: told so (query ${executionId})`,
  );
  expect(stopped()).toBe(1);
});

test('a query that could not be stopped is told, since it may still cost', async () => {
  answerWith(['running']);
  athena.on(StopQueryExecutionCommand).rejects(awsError('AccessDeniedException'));
  let left = 2;
  const timeLeft = () => left--;
  expect(await reasonOf(testAthena([], { timeLeft }))).toBe(
    `the time for this look ran out (query ${executionId}); it may still run: ` +
      'athena:StopQueryExecution failed: AccessDeniedException: told so',
  );
});

test('the reason holds neither the statement nor a secret nor more than a line', async () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY';
  const words = `line 1:1: odd\n secretAccessKey=${secret} near SELECT eventversion FROM "security"."cloudtrail"`;
  answerWith(['succeeded']);
  athena.on(GetQueryExecutionCommand).resolves({
    QueryExecution: { Status: { State: 'FAILED', StateChangeReason: words } },
  });
  expect(await reasonOf()).toBe(
    `the query failed: line 1:1: odd secretAccessKey=[redacted] near (query ${executionId})`,
  );
  athena.on(StartQueryExecutionCommand).rejects(awsError('InvalidRequestException', `x${'y'.repeat(900)}`));
  expect((await reasonOf())?.length).toBeLessThanOrEqual(300);
});

test('a failure without a reason, and a start without an id, are told as such', async () => {
  answerWith(['running']);
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'FAILED' } } });
  expect(await reasonOf()).toContain('the query failed: Athena gave no reason');
  const Status = { State: 'FAILED' as const, AthenaError: { ErrorMessage: 'out of memory' } };
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status } });
  expect(await reasonOf()).toContain('the query failed: out of memory');
  athena.on(StartQueryExecutionCommand).resolves({});
  expect(await reasonOf()).toBe('athena:StartQueryExecution named no execution');
});

test('an answer without a state counts as not yet ended', async () => {
  answerWith(['succeeded']);
  athena.on(GetQueryExecutionCommand).resolvesOnce({}).resolves(execution('succeeded'));
  const pauses: number[] = [];
  expect(await queryAthena(question, gathering().take, testAthena(pauses))).toMatchObject([
    { complete: true },
  ]);
  expect(pauses).toHaveLength(1);
});
