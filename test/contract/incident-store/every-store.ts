import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, vi } from 'vitest';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { type Claim, type IncidentStore, type RecordedPlan, userSubject } from '#lib/incident/store.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { incidentTable, table, temporaryFolder } from '../incident-stores.ts';
import { countCalls } from './dying-process.ts';

/** A new object for the same records: another process. */
export type Open = () => IncidentStore;

export const newKey = (): string => `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
export const newUser = (): string => userSubject('264875319082', `bot.${randomBytes(6).toString('hex')}`);

/** @param accessKeyId undefined: the signal names a user */
export const signal = (
  accessKeyId: string | undefined,
  id = 'github:acme/shop#7',
  more: Partial<LeakSignal> = {},
): LeakSignal => ({
  id,
  source: 'github',
  certainty: 'proven',
  ...(accessKeyId === undefined ? { userName: 'deploy-bot' } : { accessKeyId }),
  where: 'acme/shop',
  reportedAt: '2026-11-23T03:00:00.000Z',
  ...more,
});

/** What a run is about to do to a user. */
export const planOf = (befores: RecordedPlan['befores'], steps: string[]): RecordedPlan => ({
  accountId: '264875319082',
  principal: { kind: 'user', name: 'deploy-bot', arn: 'arn:aws:iam::264875319082:user/deploy-bot' },
  befores,
  steps,
});

/** @throws when the claim is not one to work on */
export const run = (claim: Claim | undefined): Extract<Claim, { kind: 'run' }> => {
  if (claim?.kind !== 'run') throw new Error(`expected to run and got ${claim?.kind}`);
  return claim;
};

/** Does all that a run has to do, and lets go of the incident. @returns its id */
export const finish = async (store: IncidentStore, claim: Claim): Promise<string> => {
  const { lease, incident } = run(claim);
  await store.release(lease, incident.incidentId, true);
  return incident.incidentId;
};

/** Restores an incident that nobody holds. */
export const restore = async (store: IncidentStore, incidentId: string): Promise<void> => {
  const { lease } = run(await store.take(incidentId));
  await store.record(lease, incidentId, { status: 'restored', restoredAt: new Date().toISOString() });
  await store.release(lease, incidentId, true);
};

export const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** Runs the same tests over every implementation, with a clock that stands still until it is moved. */
export const describeEveryStore = (what: string, define: (open: Open) => void): void => {
  let folder: string;
  let dynamo: Awaited<ReturnType<typeof incidentTable>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    dynamo = await incidentTable();
    countCalls(dynamo.where);
  });
  afterAll(() => dynamo.close());
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  describe(`${what} (FileIncidentStore)`, () => define(() => new FileIncidentStore(folder)));
  describe(`${what} (DynamoIncidentStore)`, () => define(() => new DynamoIncidentStore(dynamo.where, table)));
};
