import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import type { Shape } from '#infra/local/contract.ts';
import { dynamodb } from '#infra/local/services/dynamodb/dynamodb.ts';
import { accountId, asked, caller, expectRefusal, newClock, otherAccountId, region, user } from './rig.ts';

const TableName = 'incidents';
const tableArn = `arn:aws:dynamodb:${region}:${accountId}:table/incidents`;

async function setUp() {
  const database = dynamodb({ clock: newClock() });
  const call = caller(database.service);
  const { TableDescription } = await call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  const put = (item: Shape, more: Shape = {}) =>
    call('PutItem', { TableName, Item: marshall(item), ...more });
  return { database, call, put, table: TableDescription };
}

it('a new table is ACTIVE at once, with its ARN and the clock’s time', async () => {
  const { call, table } = await setUp();
  expect(table).toMatchObject({ TableStatus: 'ACTIVE', TableArn: tableArn });
  expect(table.CreationDateTime.toISOString().slice(0, 19)).toBe('2026-11-02T10:00:00');
  expect((await call('DescribeTable', { TableName: tableArn })).Table.TableStatus).toBe('ACTIVE');
  await expectRefusal(call('CreateTable', { TableName }), 'ValidationException');
  await expectRefusal(
    call('GetItem', { TableName: 'none', Key: marshall({ pk: 'a' }) }),
    'ResourceNotFoundException',
  );
});

it('a conditional put claims an item once', async () => {
  const { put, database } = await setUp();
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
  const claims = await Promise.allSettled([1, 2, 3].map((n) => put({ pk: 'a', sk: 'b', n }, condition)));
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expectRefusal(put({ pk: 'a', sk: 'b' }, condition), 'ConditionalCheckFailedException');
  expect(await database.items(tableArn)).toHaveLength(1);
});

it('an update reaches into nested documents and answers the whole new item', async () => {
  const { put, call } = await setUp();
  await put({ pk: 'a', sk: 'b', steps: { deny: { outcome: 'planned' } }, tries: 1 });
  const { Attributes } = await call('UpdateItem', {
    TableName,
    Key: marshall({ pk: 'a', sk: 'b' }),
    UpdateExpression:
      'SET steps.#step.outcome = :done, signals = list_append(if_not_exists(signals, :none), :new) ADD tries :one',
    ConditionExpression: 'attribute_exists(pk) AND steps.#step.outcome IN (:planned, :failed)',
    ExpressionAttributeNames: { '#step': 'deny' },
    ExpressionAttributeValues: marshall({
      ':done': 'done',
      ':none': [],
      ':new': ['x'],
      ':one': 1,
      ':planned': 'planned',
      ':failed': 'failed',
    }),
    ReturnValues: 'ALL_NEW',
  });
  expect(unmarshall(Attributes)).toEqual({
    pk: 'a',
    sk: 'b',
    steps: { deny: { outcome: 'done' } },
    tries: 2,
    signals: ['x'],
  });
});

it('a query reads one partition in order, page by page', async () => {
  const { put, call } = await setUp();
  for (const sk of ['3', '1', '2']) await put({ pk: 'a', sk });
  await put({ pk: 'b', sk: '1' });
  const query = {
    TableName,
    KeyConditionExpression: 'pk = :a',
    ExpressionAttributeValues: marshall({ ':a': 'a' }),
    Limit: 2,
  };
  const first = await call('Query', query);
  const second = await call('Query', { ...query, ExclusiveStartKey: first.LastEvaluatedKey });
  const found = [...first.Items, ...second.Items].map((item) => unmarshall(item)['sk']);
  expect(found).toEqual(['1', '2', '3']);
});

it('bytes come back as bytes', async () => {
  const { put, call } = await setUp();
  const body = new Uint8Array([0, 255, 7]);
  await put({ pk: 'a', sk: 'b', body, deep: { list: [body] }, B: 'AAAA' });
  const { Item } = await call('GetItem', { TableName, Key: marshall({ pk: 'a', sk: 'b' }) });
  expect(unmarshall(Item)).toEqual({ pk: 'a', sk: 'b', body, deep: { list: [body] }, B: 'AAAA' });
});

it('another account has tables of its own, unless it names ours by ARN', async () => {
  const { database, put } = await setUp();
  await put({ pk: 'a', sk: 'b' });
  const other = caller(database.service, { caller: user(otherAccountId) });
  const Key = marshall({ pk: 'a', sk: 'b' });
  await expectRefusal(other('GetItem', { TableName, Key }), 'ResourceNotFoundException');
  expect((await other('GetItem', { TableName: tableArn, Key })).Item).toEqual(Key);
});

it('policies are asked for the table, or the index that is read', async () => {
  const { database } = await setUp();
  expect(asked(database.service, 'PutItem', { TableName }).resources).toEqual([tableArn]);
  const index = asked(database.service, 'Query', { TableName, IndexName: 'byKey' });
  expect(index.resources).toEqual([`${tableArn}/index/byKey`]);
});
