import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allPages, closePage, pager } from '#lib/containment/pages.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { accountId, key } from '#test/unit/containment/fake-account.ts';
import { functionsTable } from '#test/unit/functions/lambda.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

const arn = `arn:aws:iam::${accountId}:user/ann`;
const sts = mockClient(STSClient);
let state: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T03:00:00.000Z') });
  state = join(await temporaryFolder(), 'state');
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: accountId, Arn: arn });
  vi.stubEnv('TOURNIQUET_TABLE', undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const send = (records: RecordStore) =>
  pager({ records, publish: async () => {} }).send({
    id: 'page 1',
    subject: `NOT CONTAINED: AWS key ${key}`,
    body: 'b',
    incidentId: `${key}-1`,
  });
const acknowledged = { acknowledgedAt: '2026-11-23T03:00:00.000Z', acknowledgedBy: arn };

describe('tourniquet acknowledge', () => {
  it.each(['page 1', `${key}-1`, ` ${key}\n`])('%j takes the page on and prints it', async (what) => {
    const records = new FileRecordStore(state);
    await send(records);
    const { exitCode, document, stderr } = await tourniquetJson('acknowledge', what, '--state', state);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const page = { id: 'page 1', subject: `NOT CONTAINED: AWS key ${key}`, times: 1, ...acknowledged };
    expect(document).toEqual({ pages: [expect.objectContaining(page)] });
    expect(await allPages(records)).toMatchObject([acknowledged]);
  });

  it('tells people what is not sent again, and who took it on', async () => {
    const records = new FileRecordStore(state);
    await send(records);
    await pager({ records, publish: async () => {} }).send({
      id: 'page 2',
      subject: 'PROTECTED: \u001b[31mit',
      body: '',
      incidentId: `${key}-1`,
    });
    await closePage('page 2', records);
    const { stdout } = await tourniquet('acknowledge', key, '--state', state);
    expect(stdout.trimEnd().split('\n').sort()).toEqual([
      `Acknowledged at 2026-11-23T03:00:00Z by ${arn}, not sent again: NOT CONTAINED: AWS key ${key}`,
      'Over, not sent again anyway: PROTECTED: it',
    ]);
  });

  it('finds the page in the deployed table where there is one', async () => {
    vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const table = functionsTable();
    await table.open();
    table.mock.on(ScanCommand).callsFake((input) => table.where().send(new ScanCommand(input)));
    const records = new DynamoRecordStore(table.where(), 'incidents');
    await send(records);
    expect(await tourniquetJson('acknowledge', key)).toMatchObject({
      exitCode: 0,
      document: { pages: [acknowledged] },
    });
    expect(await allPages(records)).toMatchObject([acknowledged]);
    await table.close();
  });

  it('says where it looked for a page that there is not, and exits 1', async () => {
    const { exitCode, document } = await tourniquetJson('acknowledge', 'AKIA9-1', '--state', state);
    expect(exitCode).toBe(1);
    expect(document.error.code).toBe('no-such-page');
    expect(document.error.message).toContain(
      `there is no page AKIA9-1, and no page about an incident or key AKIA9-1 in ${state}: give the --state DIR`,
    );
    await expect(readdir(state)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['no page', ['acknowledge'], 'which page you take on'],
    ['an empty page', ['acknowledge', ' '], 'which page you take on'],
    ['two pages', ['acknowledge', 'a', 'b'], 'one page at a time'],
  ])('with %s exits 2 and names it', async (_, argv, message) => {
    const { exitCode, document } = await tourniquetJson(...argv, '--state', state);
    expect(exitCode).toBe(2);
    expect(document).toEqual({
      error: { code: 'usage', field: 'PAGE', message: expect.stringContaining(message) },
    });
    expect(sts.calls()).toEqual([]);
  });
});
