import { type DynamoDBClient, GetItemCommand, InternalServerError } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { DynamoIncidentStore } from '#lib/incident/dynamo-store.ts';
import { incidentTable, type Place, table } from '#test/contract/incident-stores.ts';
import { key, signal } from '#test/unit/containment/fake-account.ts';

let place: Place<DynamoDBClient>;
let store: DynamoRecordStore;
let calls: string[];

beforeEach(async () => {
  place = await incidentTable();
  store = new DynamoRecordStore(place.where, table);
  calls = [];
  place.where.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(String(commandName));
        return next(args);
      },
    { step: 'initialize' },
  );
});
afterEach(async () => {
  vi.useRealTimers();
  await place.close();
});

/** The reply of the first update is lost: the SDK sends the same request once more. */
const loseReply = () => {
  let lost = false;
  place.where.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'UpdateItemCommand' && !lost) {
          lost = true;
          await next(args);
        }
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );
};

it('a record whose reply was lost was put by us and by nobody else', async () => {
  loseReply();
  expect(await store.putOnce('seen', 'github:1', {})).toBe(true);
  expect(await store.putOnce('seen', 'github:1', {})).toBe(false);
});

it('whoever was counted last before the limit is in, even if the reply was lost', async () => {
  loseReply();
  expect(await store.admit('brake', 'github', 'AKIA1', 1)).toBe(true);
});

it('counts in one call, and needs a second one only to refuse', async () => {
  await store.admit('brake', 'github', 'AKIA1', 1);
  expect(calls).toEqual(['UpdateItemCommand']);
  expect(await store.admit('brake', 'github', 'AKIA2', 1)).toBe(false);
  expect(calls).toEqual(['UpdateItemCommand', 'UpdateItemCommand', 'GetItemCommand']);
});

it('writes the end of a life where DynamoDB looks for it, in seconds, and only for what has one', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.900Z') });
  await store.putOnce('seen', 'x', {});
  await store.set('page', 'x', { subject: 's' });
  const at = async (incidentId: string) =>
    (await place.where.send(new GetItemCommand({ TableName: table, Key: { incidentId: { S: incidentId } } })))
      .Item?.['expiresAt'];
  expect(await at('record#seen#x')).toEqual({ N: String(Date.UTC(2027, 2, 23, 3) / 1000) });
  expect(await at('record#page#x')).toBeUndefined();
});

it('lists no incident beside its records', async () => {
  await new DynamoIncidentStore(place.where, table).claim(key, signal());
  await store.putOnce('note', 'x', { kind: 'sample' });
  expect(await store.list('note')).toEqual({ x: { kind: 'sample' } });
  expect(await store.list('page')).toEqual({});
});

it('a fault of the table is thrown, and not taken for a condition that did not hold', async () => {
  place.where.middlewareStack.add(
    () => async () => {
      throw new InternalServerError({ message: 'down', $metadata: {} });
    },
    { step: 'initialize' },
  );
  await expect(store.putOnce('seen', 'x', {})).rejects.toThrow(InternalServerError);
  await expect(store.set('page', 'x', {})).rejects.toThrow(InternalServerError);
  await expect(store.admit('burst', 'x', 'y', 1)).rejects.toThrow(InternalServerError);
});
