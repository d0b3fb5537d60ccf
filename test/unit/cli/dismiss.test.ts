import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerName } from '#lib/cli/caller-name.ts';
import { dismissal } from '#lib/containment/dismissals.ts';
import { DynamoRecordStore } from '#lib/incident/dynamo-records.ts';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { accountId, key, otherKey } from '#test/unit/containment/fake-account.ts';
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

const decoy = ['dismiss', key, '--reason', 'a decoy', '--until', '30d'];

describe('tourniquet dismiss', () => {
  it('keeps the reason, the end and who said so, and prints them and nothing else', async () => {
    const { exitCode, document, stderr } = await tourniquetJson(...decoy, '--state', state);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const made = { reason: 'a decoy', until: '2026-12-23T03:00:00.000Z', by: arn };
    expect(document).toEqual({ accessKeyId: key, ...made });
    const records = new FileRecordStore(state);
    expect(await dismissal(records, key)).toEqual(made);
    expect(await dismissal(records, otherKey)).toBeUndefined();
  });

  it('tells people until when, where it is kept, and what it does not undo', async () => {
    const { stdout } = await tourniquet(...decoy, '--state', state);
    expect(stdout).toBe(
      [
        `Dismissed until 2026-12-23T03:00:00Z (kept in ${state}): reports of ${key} are noted and not acted on.`,
        `What was contained before stays so; to take it back: npm run -s tourniquet -- restore ${key}`,
        '',
      ].join('\n'),
    );
  });

  it('goes to the deployed table where there is one, and needs credentials there', async () => {
    vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const table = functionsTable();
    await table.open();
    expect(await tourniquetJson(...decoy)).toMatchObject({ exitCode: 0, document: { by: arn } });
    expect(await dismissal(new DynamoRecordStore(table.where(), 'incidents'), key)).toMatchObject({
      by: arn,
    });
    await table.close();
  });

  it.each([
    ['no key', ['dismiss'], 'KEY', 'which key is no leak'],
    ['two keys', ['dismiss', key, otherKey], 'KEY', 'one key at a time'],
    [
      'a key id that is too short',
      ['dismiss', 'AKIASHORT', ...decoy.slice(2)],
      'KEY',
      'KEY: 9 characters long',
    ],
    ['no reason', ['dismiss', key, '--until', '30d'], '--reason', '--reason is missing'],
    [
      'an empty reason',
      ['dismiss', key, '--until', '30d', '--reason', ' '],
      '--reason',
      '--reason is missing',
    ],
    [
      'a reason that is a novel',
      ['dismiss', key, '--until', '30d', '--reason', 'x'.repeat(1001)],
      '--reason',
      '--reason: must have at most 1000 characters',
    ],
    ['no end', ['dismiss', key, '--reason', 'a decoy'], '--until', '--until is missing'],
    ['no time', [...decoy.slice(0, 5), 'soon'], '--until', '--until takes a time'],
    [
      'an end that is past',
      [...decoy.slice(0, 5), '2026-11-22'],
      '--until',
      '--until: must be in the future',
    ],
    ['an end that is far away', [...decoy.slice(0, 5), '366d'], '--until', 'at most 365 days ahead'],
  ])('with %s exits 2, names it and keeps nothing', async (_, argv, field, message) => {
    const { exitCode, document } = await tourniquetJson(...argv, '--state', state);
    expect(exitCode).toBe(2);
    expect(document).toEqual({ error: { code: 'usage', field, message: expect.stringContaining(message) } });
    expect(sts.calls()).toEqual([]);
    await expect(readdir(state)).rejects.toThrow('ENOENT');
  });
});

describe('who types', () => {
  it('is the owner of the AWS credentials', async () => {
    expect(await callerName()).toBe(arn);
  });

  it('is unknown where AWS knows nobody', async () => {
    const ask = async () => {
      throw new Error('Could not load credentials from any providers');
    };
    expect(await callerName(ask)).toBe('unknown');
  });
});
