import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recordOfRow } from '#lib/investigation/athena/record-of-row.ts';
import { isJson, type Json } from '#lib/investigation/detail.ts';
import { rowOf } from './rows.ts';

const folder = '../shared/data/cloudtrail';

const recorded = (): Json[] =>
  readdirSync(`${folder}/stratus-red-team`)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name): Json[] => JSON.parse(readFileSync(`${folder}/stratus-red-team/${name}`, 'utf8')));

/** Fields that no published table has a column for; empty parts and secrets do not come through either. */
const notInTable = ['eventCategory', 'managementEvent', 'tlsDetails', 'sessionCredentialFromConsole'];

const withoutEmpty = (value: unknown): unknown => {
  if (!isJson(value)) return value;
  const held = Object.entries(value).map(([name, each]) => [name, withoutEmpty(each)] as const);
  return Object.fromEntries(held.filter(([, each]) => !(isJson(each) && Object.keys(each).length === 0)));
};

const expected = (record: Json): unknown => {
  const kept = Object.entries(record).filter(([name, value]) => !notInTable.includes(name) && value !== null);
  const plain = JSON.parse(JSON.stringify(Object.fromEntries(kept)), (name, value) =>
    name === 'sessionToken' ? undefined : value,
  );
  return { ...plain, userIdentity: withoutEmpty(plain.userIdentity) };
};

test.runIf(existsSync(folder))('records of recorded attacks come through a table of Athena unchanged', () => {
  const records = recorded();
  for (const record of records) {
    expect(recordOfRow(rowOf(record))).toEqual({ detail: expected(record), damaged: [] });
  }
  console.log(`replayed ${records.length} records through rows of Athena`);
  expect(records.length).toBeGreaterThan(100);
  expect(JSON.stringify(records.map((record) => recordOfRow(rowOf(record))))).not.toContain('sessionToken');
});
