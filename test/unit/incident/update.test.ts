import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import { Update } from '#lib/incident/update.ts';

it('puts every name and value behind a placeholder, whatever it holds', () => {
  const name = 'signal#github:acme/shop#7';
  const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = new Update()
    .set(name, 'SET x = :y')
    .setOnce('openedAt', 'now')
    .remove('leaseUntil')
    .onlyIf('leaseOwner = :lease', { ':lease': 'l' })
    .expressions();
  expect(UpdateExpression).toBe('SET #n0 = :v0, #n1 = if_not_exists(#n1, :v1) REMOVE #n2');
  expect(ExpressionAttributeNames).toEqual({ '#n0': name, '#n1': 'openedAt', '#n2': 'leaseUntil' });
  expect(unmarshall(ExpressionAttributeValues ?? {})).toEqual({
    ':v0': 'SET x = :y',
    ':v1': 'now',
    ':lease': 'l',
  });
});

it('leaves out what it does not need: DynamoDB refuses empty values', () => {
  expect(new Update().remove('leaseUntil').expressions()).toEqual({
    UpdateExpression: 'REMOVE #n0',
    ExpressionAttributeNames: { '#n0': 'leaseUntil' },
  });
});

it('of nothing asks its condition only', () => {
  expect(new Update().expressions()).toEqual({});
  const { UpdateExpression, ExpressionAttributeNames, ...rest } = new Update()
    .onlyIf('leaseOwner = :lease', { ':lease': 'l' })
    .expressions();
  expect([UpdateExpression, ExpressionAttributeNames]).toEqual([undefined, undefined]);
  expect(rest).toEqual({
    ConditionExpression: 'leaseOwner = :lease',
    ExpressionAttributeValues: { ':lease': { S: 'l' } },
  });
});
