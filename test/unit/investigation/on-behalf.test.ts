import { expect, test } from 'vitest';
import type { Json } from '#lib/investigation/detail.ts';
import { callOf } from '#lib/investigation/lineage/call.ts';
import { CallsOnBehalf } from '#lib/investigation/on-behalf.ts';
import { readRecord } from '#lib/investigation/trail-record.ts';
import { onBehalfOf, service, user } from '#test/fixtures/cloudtrail/callers.ts';
import { at, record } from '#test/fixtures/cloudtrail/record.ts';
import { investigated, leaked, thief } from './lineage.ts';

const secrets = onBehalfOf(thief, 'secretsmanager.amazonaws.com', 'ASIAT3SKF7WXYKMSFAS2');
const told = (...details: Json[]) => {
  const calls = new CallsOnBehalf();
  for (const each of details) calls.add(callOf(each), readRecord(each));
  return calls.result();
};

test('are counted by service and call, the most frequent first', () => {
  const decrypt = record(secrets, 'kms:Decrypt', at(0));
  const backup = onBehalfOf(thief, 'backup.amazonaws.com', 'ASIAT3SKF7WXYBACKFAS');
  const described = [record(secrets, 'kms:DescribeKey', at(1)), record(backup, 'kms:DescribeKey', at(1))];
  expect(told(...described, decrypt, decrypt)).toEqual([
    {
      service: 'secretsmanager.amazonaws.com',
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      events: 2,
    },
    {
      service: 'secretsmanager.amazonaws.com',
      eventSource: 'kms.amazonaws.com',
      eventName: 'DescribeKey',
      events: 1,
    },
    {
      service: 'backup.amazonaws.com',
      eventSource: 'kms.amazonaws.com',
      eventName: 'DescribeKey',
      events: 1,
    },
  ]);
});

test('a call that nobody made for another does not count', () => {
  expect(told(record(thief, 'kms:Decrypt', at(0)))).toEqual([]);
});

test('more kinds than any service makes are not kept', () => {
  const many = Array.from({ length: 300 }, (_, number) => record(secrets, `kms:Call${number}`, at(0)));
  expect(told(...many, record(secrets, 'kms:Call7', at(1)))).toHaveLength(200);
  expect(told(...many, record(secrets, 'kms:Call7', at(1)))[0]).toMatchObject({
    eventName: 'Call7',
    events: 2,
  });
});

test('an investigation tells those in the name of the lineage, and of nobody else', () => {
  const others = onBehalfOf(
    user('dana', 'AKIAT3SKF7WXYDANAK5C'),
    'secretsmanager.amazonaws.com',
    'ASIAOTHER',
  );
  const own = record(thief, 'secretsmanager:GetSecretValue', at(0));
  const { onBehalf, events } = investigated([
    own,
    record(secrets, 'kms:Decrypt', at(0)),
    record(others, 'kms:Decrypt', at(0)),
    record(service('ec2.amazonaws.com'), 'kms:Decrypt', at(0)),
  ]);
  expect(onBehalf).toEqual([
    {
      service: 'secretsmanager.amazonaws.com',
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      events: 1,
    },
  ]);
  expect(events).toBe(1);
  expect(investigated([record(secrets, 'kms:Decrypt', at(0))], { accessKeyId: leaked }).onBehalf).toEqual([]);
});
