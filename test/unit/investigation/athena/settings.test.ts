import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { columns } from '#lib/investigation/athena/columns.ts';
import { readPartitions } from '#lib/investigation/athena/partitions.ts';
import { athenaSettings } from '#lib/investigation/athena/settings.ts';
import { ConfigError } from '#lib/platform/config-error.ts';

const set = (settings: Record<string, string>): void => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(`TOURNIQUET_ATHENA_${name}`, value);
};

const configured = { TABLE: 'security.cloudtrail', WORKGROUP: 'investigations' };

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  for (const name of ['TABLE', 'WORKGROUP', 'REGION', 'CATALOG', 'PARTITIONS'])
    vi.stubEnv(`TOURNIQUET_ATHENA_${name}`, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('nothing set, nothing asked', () => {
  expect(athenaSettings()).toBeUndefined();
});

test('a table and a workgroup are enough', () => {
  set(configured);
  expect(athenaSettings()).toEqual({
    table: { database: 'security', table: 'cloudtrail' },
    workGroup: 'investigations',
    region: 'eu-central-1',
    partitions: { region: 'region', day: ['timestamp'] },
  });
});

test('everything else can be named', () => {
  set({
    ...configured,
    REGION: 'us-gov-west-1',
    CATALOG: 'org_catalog',
    PARTITIONS: 'account,region,timestamp',
  });
  expect(athenaSettings()).toEqual({
    table: { catalog: 'org_catalog', database: 'security', table: 'cloudtrail' },
    workGroup: 'investigations',
    region: 'us-gov-west-1',
    partitions: { account: 'account', region: 'region', day: ['timestamp'] },
  });
});

test.each([
  ['TABLE', { TABLE: 'cloudtrail' }],
  ['TABLE', { TABLE: 'a.b.c' }],
  ['TABLE', { TABLE: 'Security.cloudtrail' }],
  ['TABLE', { TABLE: 'security."; DROP TABLE x' }],
  ['TABLE', { TABLE: `security.${'t'.repeat(129)}` }],
  ['WORKGROUP', { WORKGROUP: '' }],
  ['WORKGROUP', { WORKGROUP: 'my workgroup' }],
  ['CATALOG', { CATALOG: 'a"b' }],
  ['REGION', { REGION: 'Frankfurt' }],
  ['PARTITIONS', { PARTITIONS: 'region' }],
])('a wrong TOURNIQUET_ATHENA_%s is named: %j', (name, wrong) => {
  set({ ...configured, ...wrong });
  const error = (() => {
    try {
      return athenaSettings();
    } catch (fault) {
      return fault;
    }
  })();
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ setting: `TOURNIQUET_ATHENA_${name}` });
});

test.each(['WORKGROUP', 'CATALOG', 'REGION', 'PARTITIONS'])(
  'half a configuration is a slip: %s without a table',
  (name) => {
    set({ [name]: 'x' });
    expect(() => athenaSettings()).toThrow(
      `TOURNIQUET_ATHENA_TABLE: is not set, but TOURNIQUET_ATHENA_${name} is`,
    );
  },
);

test.each([
  ['region,timestamp', { region: 'region', day: ['timestamp'] }],
  [' timestamp , region ', { region: 'region', day: ['timestamp'] }],
  ['accountid,region,timestamp', { account: 'accountid', region: 'region', day: ['timestamp'] }],
  ['account_id,region,date', { account: 'account_id', region: 'region', day: ['date'] }],
  ['account,region,year,month,day', { account: 'account', region: 'region', day: ['year', 'month', 'day'] }],
  ['day=dt', { day: ['dt'] }],
  ['year=y,month=m,day=d', { day: ['y', 'm', 'd'] }],
  [
    'account=owner,region=aws_region,day=event_date',
    { account: 'owner', region: 'aws_region', day: ['event_date'] },
  ],
])('the partitions %s are read', (list, partitions) => {
  expect(readPartitions(list)).toEqual(partitions);
});

test.each([
  ['', 'is a list of'],
  ['region', 'needs timestamp'],
  ['day', 'needs timestamp'],
  ['year,month', 'needs timestamp'],
  ['region,timestamp,year', 'needs timestamp'],
  ['timestamp,hour', 'is a list of'],
  ['timestamp,date', 'names two columns for the day'],
  ['timestamp,account,accountid', 'names two columns for the account'],
  ['day=dt"', 'is a list of'],
  ['day=Dt', 'is a list of'],
  ['hour=h,timestamp', 'is a list of'],
  ['day=d\nt', 'is a list of'],
])('the partitions %j are refused', (list, words) => {
  expect(readPartitions(list)).toEqual({ reason: expect.stringContaining(words) });
});

test('the table in the documentation has every column that is read, and partitions that are understood', () => {
  const document = readFileSync(new URL('../../../../docs/athena.md', import.meta.url), 'utf8');
  const [, fields = '', partitions = ''] =
    /CREATE EXTERNAL TABLE [a-z.]+ \(([\s\S]*?)\n\)\nPARTITIONED BY \((.*)\)/.exec(document) ?? [];
  const defined = [...fields.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(defined).toEqual(columns.map(({ column }) => column));
  const named = [...partitions.matchAll(/(\w+)`? string/g)].map(([, name]) => name);
  expect(readPartitions(named.join(','))).toEqual({
    account: 'account',
    region: 'region',
    day: ['timestamp'],
  });
  expect(document).toContain(`\`${named.join(',')}\``);
});
