import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AttachUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import {
  accountId,
  changes,
  denyAll,
  fakeAccount,
  key,
  otherKey,
} from '#test/unit/containment/fake-account.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

const sts = mockClient(STSClient);
let account: ReturnType<typeof fakeAccount>;
let state: string;

beforeEach(async () => {
  account = fakeAccount();
  state = await temporaryFolder();
  sts.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: accountId, Arn: `arn:aws:iam::${accountId}:user/admin` });
  sts.on(GetAccessKeyInfoCommand).resolves({ Account: accountId });
  vi.stubEnv('TOURNIQUET_TABLE', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const contain = (...args: string[]) => tourniquetJson('contain', key, '--state', state, ...args);

describe('tourniquet contain', () => {
  it('contains, exits 0 and prints the incident and nothing else', async () => {
    const { exitCode, document, stderr } = await contain('--reason', 'seen on pastebin');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(document).toMatchObject({
      incidentId: `${key}-1`,
      status: 'contained',
      signals: [{ source: 'manual', reason: 'seen on pastebin' }],
      steps: [{ id: 'deactivate-key' }, { id: 'deny-user' }],
    });
    expect(await readdir(state)).toEqual([`${key}-1.json`]);
  });

  it('prints the mail for people where no JSON is asked for', async () => {
    const { exitCode, stdout, stderr } = await tourniquet('contain', key, '--state', state);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^CONTAINED\. /);
    expect(stdout).toContain(`npm run -s tourniquet -- restore ${key}-1`);
  });

  it('exits 3 for every other status, and tells people on stderr', async () => {
    account.mock.on(AttachUserPolicyCommand).rejects(new Error('AccessDenied'));
    expect(await contain()).toMatchObject({ exitCode: 3, document: { status: 'partly-contained' } });
    const documentation = await tourniquet('contain', 'AKIAIOSFODNN7EXAMPLE', '--state', state);
    expect(documentation).toMatchObject({ exitCode: 3, stdout: '' });
    expect(documentation.stderr).toMatch(/^NOTHING TO DO\./);
  });

  it('exits 0 after a dry run, changes nothing and stores nothing', async () => {
    expect(await contain('--dry-run')).toMatchObject({ exitCode: 0, document: { status: 'observed' } });
    expect(await tourniquetJson('contain', 'AKIAIOSFODNN7EXAMPLE', '--dry-run')).toMatchObject({
      exitCode: 0,
    });
    expect(changes(account.mock)).toEqual([]);
    expect(await readdir(state)).toEqual([]);
  });

  it('does not contain the user whose credentials the terminal itself uses', async () => {
    account.user.arn = `arn:aws:iam::${accountId}:user/admin`;
    expect(await contain()).toMatchObject({ exitCode: 3, document: { status: 'protected' } });
    expect(changes(account.mock)).toEqual([]);
  });

  it('keeps no secret that was pasted into the reason', async () => {
    const secret = randomBytes(30).toString('base64');
    const { document } = await contain('--reason', `AWS_SECRET_ACCESS_KEY=${secret}`);
    expect(JSON.stringify(document)).not.toContain(secret);
    expect(await readFile(join(state, `${key}-1.json`), 'utf8')).not.toContain(secret);
  });
});

describe('tourniquet restore', () => {
  it.each([`${key}-1`, key])('puts back what stood before: %s', async (id) => {
    const before = structuredClone(account.user);
    await contain();
    expect(account.user.policies).toContain(denyAll);
    const dryRun = await tourniquetJson('restore', id, '--state', state, '--dry-run');
    expect(dryRun).toMatchObject({ exitCode: 0, document: { status: 'observed' } });
    expect(account.user.policies).toContain(denyAll);
    const restored = await tourniquetJson('restore', id, '--state', state);
    expect(restored).toMatchObject({ exitCode: 0, stderr: '', document: { status: 'restored' } });
    expect(account.user).toEqual(before);
  });

  it('tells people what was put back', async () => {
    await contain();
    const { stdout } = await tourniquet('restore', key, '--state', state);
    expect(stdout).toMatch(/^RESTORED\. /);
  });

  it('that is refused exits 1 with its code', async () => {
    const refused = await tourniquetJson('restore', `${key}-1`, '--state', state);
    expect(refused).toMatchObject({ exitCode: 1, document: { error: { code: 'no-such-incident' } } });
    await contain();
    delete account.user.keys[key];
    expect(await tourniquetJson('restore', key, '--state', state)).toMatchObject({
      exitCode: 1,
      document: { error: { code: 'changed-since', message: expect.stringContaining('deleted') } },
    });
  });
});

describe('a fault', () => {
  it('exits 1 with AWS’s code, on stdout as the document or on stderr for people', async () => {
    account.mock.on(UpdateAccessKeyCommand).callsFake(() => {
      throw new Error('unused');
    });
    const file = join(state, `${key}-1.json`);
    const blocked = await tourniquet('restore', key, '--state', join(state, 'x', '\0'));
    expect(blocked.exitCode).toBe(1);
    await contain();
    const elsewhere = await tourniquetJson('contain', otherKey, '--state', file);
    expect(elsewhere).toMatchObject({ exitCode: 1, document: { error: { code: 'EEXIST' } } });
    const people = await tourniquet('contain', otherKey, '--state', file);
    expect(people).toMatchObject({ exitCode: 1, stdout: '' });
    expect(people.stderr).toMatch(/^tourniquet: .*EEXIST/);
    expect(people.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('where incidents are kept', () => {
  it('is the user’s state folder where nothing is said', async () => {
    vi.stubEnv('XDG_STATE_HOME', state);
    await tourniquetJson('contain', key);
    const kept = await new FileIncidentStore(join(state, 'tourniquet', 'incidents')).list();
    expect(kept).toEqual([`${key}-1`]);
  });

  it('is the deployed table where one is configured, and the folder where one is named all the same', async () => {
    vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
    const dynamo = mockClient(DynamoDBClient).rejects(new Error('the table answers'));
    expect((await tourniquetJson('contain', key)).document.error.message).toBe('the table answers');
    expect(await contain()).toMatchObject({ exitCode: 0 });
    dynamo.restore();
  });
});
