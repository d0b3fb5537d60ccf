import { describe, expect, test } from 'vitest';
import { defaultPartitions, type Partitions } from '#lib/investigation/athena/partitions.ts';
import { type AthenaQuestion, batchesOf } from '#lib/investigation/athena/question.ts';
import { statementFor } from '#lib/investigation/athena/statement.ts';
import { question } from './world.ts';

const table = { database: 'security', table: 'cloudtrail' };

/** The conditions of the statement with their values in place, one each. */
const conditionsOf = (
  more: Partial<AthenaQuestion>,
  partitions: Partitions = defaultPartitions,
): string[] => {
  const asked = { ...question, ...more };
  const [identities] = batchesOf(asked);
  if (!identities) throw new Error('the question names nobody');
  const { sql, parameters } = statementFor(asked, identities, table, partitions);
  const values = [...parameters];
  const filled = sql.replaceAll('?', () => values.shift() ?? 'no value left');
  expect(values).toEqual([]);
  const [, conditions = ''] = filled.split('\nWHERE ');
  return conditions.split('\n  AND ');
};

test('the table is named in quotes, and nothing else is read', () => {
  const [identities] = batchesOf(question);
  const { sql } = statementFor(question, identities ?? never(), table, defaultPartitions);
  expect(sql).toContain('\nFROM "security"."cloudtrail"\n');
});

const never = (): never => {
  throw new Error('the question names nobody');
};

describe('the days that are read', () => {
  test.each([
    ['2026-03-01T00:00:00Z', '2026-03-01T00:00:01Z', '2026/02/28', '2026/03/02'],
    ['2024-03-01T23:59:59Z', '2024-12-31T23:59:59Z', '2024/02/29', '2025/01/01'],
  ])('from %s to %s are those from %s to %s', (from, to, first, last) => {
    const [days] = conditionsOf({ from: new Date(from), to: new Date(to) });
    expect(days).toBe(`"timestamp" BETWEEN '${first}' AND '${last}'`);
  });

  test('may lie in three columns: the year is compared by itself as well', () => {
    const from = new Date('2025-12-31T10:00:00Z');
    const partitions = { account: 'account', region: 'region', day: ['year', 'month', 'day'] };
    expect(conditionsOf({ from }, partitions).slice(0, 2)).toEqual([
      `"year" BETWEEN '2025' AND '2026'`,
      `concat("year", '/', "month", '/', "day") BETWEEN '2025/12/30' AND '2026/03/03'`,
    ]);
  });
});

describe('the window', () => {
  // A record tells whole seconds: a call at 10:00:00.9 is written 10:00:00Z.
  test.each([
    ['2026-03-01T10:00:00Z', true],
    ['2026-03-01T10:00:30Z', true],
    ['2026-03-01T10:00:59Z', true],
    ['2026-03-01T09:59:59Z', false],
    ['2026-03-01T10:01:00Z', false],
  ])('holds an event of %s: %s', (eventTime, inside) => {
    const from = new Date('2026-03-01T10:00:00.700Z');
    const to = new Date('2026-03-01T10:00:59.200Z');
    const [, window = ''] = conditionsOf({ from, to });
    const [, first = '', last = ''] = /^eventtime >= '(.*)' AND eventtime < '(.*)'$/.exec(window) ?? [];
    expect(eventTime >= first && eventTime < last).toBe(inside);
  });
});

describe('places', () => {
  const places = { accounts: ['444455556666', '111122223333'], regions: ['us-east-1', 'eu-west-1'] };

  test('are partitions where the table has these', () => {
    const partitions = { account: 'accountid', region: 'region', day: ['timestamp'] };
    expect(conditionsOf(places, partitions).slice(1, 3)).toEqual([
      `"accountid" IN ('111122223333', '444455556666')`,
      `"region" IN ('eu-west-1', 'us-east-1')`,
    ]);
  });

  test('are read from the records where it has not', () => {
    expect(conditionsOf(places, { day: ['dt'] }).slice(0, 3)).toEqual([
      `"dt" BETWEEN '2026/02/28' AND '2026/03/03'`,
      `recipientaccountid IN ('111122223333', '444455556666')`,
      `awsregion IN ('eu-west-1', 'us-east-1')`,
    ]);
  });

  test('are not restricted where none are named', () => {
    expect(conditionsOf({ accounts: [], regions: [] })).toHaveLength(3);
  });
});

describe('who is looked for', () => {
  const who = (more: Partial<AthenaQuestion>) => conditionsOf(more).at(-1);

  test('a key by its id', () => {
    expect(who({})).toBe(`(useridentity.accesskeyid IN ('AKIATOURNIQUETTEST01'))`);
  });

  test('a user by name, also behind federated sessions, but no role of that name', () => {
    expect(who({ accessKeyIds: [], userNames: ["o'brien"] })).toBe(
      "(useridentity.username IN ('o''brien') OR (useridentity.sessioncontext.sessionissuer.type = 'IAMUser' " +
        "AND useridentity.sessioncontext.sessionissuer.username IN ('o''brien')))",
    );
  });

  test('a role and a principal by what stands behind their sessions; any one is enough', () => {
    const roleArns = ['arn:aws:iam::111122223333:role/deploy'];
    expect(who({ accessKeyIds: [], roleArns, principalIds: ['AROATOURNIQUETTEST01'] })).toBe(
      "(useridentity.sessioncontext.sessionissuer.arn IN ('arn:aws:iam::111122223333:role/deploy') " +
        "OR useridentity.principalid IN ('AROATOURNIQUETTEST01') " +
        "OR useridentity.sessioncontext.sessionissuer.principalid IN ('AROATOURNIQUETTEST01'))",
    );
  });
});

test('long values share a statement only as long as it stays below what Athena takes', () => {
  const userNames = Array.from(
    { length: 150 },
    (_, each) => `${String(each).padStart(3, '0')}${'u'.repeat(997)}`,
  );
  const batches = batchesOf({ ...question, accessKeyIds: [], userNames });
  expect(batches.map((each) => each.userNames.length)).toEqual([100, 50]);
  for (const identities of batches) {
    const { sql, parameters } = statementFor(question, identities, table, defaultPartitions);
    expect(sql.length + parameters.join().length).toBeLessThan(262_144);
  }
});

test('what a session token stands in is emptied before Athena writes its answer into a bucket', () => {
  const [identities] = batchesOf(question);
  const { sql } = statementFor(question, identities ?? never(), table, defaultPartitions);
  const [, pattern = '', replacement = ''] =
    /regexp_replace\(responseelements, '([^']*)', '([^']*)'\)/.exec(sql) ?? [];
  // Athena's expressions are Java's: what this one uses, JavaScript reads alike.
  const emptied = (text: string) => text.replaceAll(new RegExp(pattern, 'g'), replacement);
  expect(emptied('{"credentials":{"accessKeyId":"ASIA1","sessionToken":"IQoJ+/=","expiration":"x"}}')).toBe(
    '{"credentials":{"accessKeyId":"ASIA1","sessionToken":"","expiration":"x"}}',
  );
  expect(emptied('{"SessionToken" : "a","secretAccessKey":"b","SecretKey":"c","password":"d"}')).toBe(
    '{"SessionToken":"","secretAccessKey":"","SecretKey":"","password":""}',
  );
  expect(emptied('{"nextToken":"a","secretId":"b","passwordResetRequired":true}')).toBe(
    '{"nextToken":"a","secretId":"b","passwordResetRequired":true}',
  );
});
