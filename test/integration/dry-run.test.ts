import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKey } from '#infra/local/scenario/seed.ts';
import { type ServedCompany, serveCompany } from '#infra/local/scenario/serve.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { cleanEnvironment, tourniquetJson } from './processes.ts';

let served: ServedCompany;
let state: string;

beforeEach(async () => {
  [served, state] = await Promise.all([serveCompany({}), temporaryFolder()]);
});
afterEach(async () => {
  await served.close();
  await rm(state, { recursive: true });
});

/** Runs the command beside the embedded AWS of this process, and tells what AWS saw of it. */
const run = async (...args: string[]) => {
  const before = served.aws.calls.length;
  const command = [...args, '--state', state];
  const { exitCode, document } = await tourniquetJson(command, cleanEnvironment(served.environment));
  const calls = served.aws.calls
    .slice(before)
    .map(({ service, operation, outcome }) => ({ call: `${service}:${operation}`, outcome }));
  const names = calls.map(({ call }) => call);
  return {
    exitCode,
    document,
    calls: names.sort(),
    changing: names.filter((call) => !/^(iam|sts):(Get|List)/.test(call)).sort(),
    refused: calls.filter(({ outcome }) => outcome !== 'ok'),
  };
};

/** All of the user that the command could change. */
const standing = async (UserName: string) => {
  const { administer } = served.aws;
  const { User } = await administer('iam', 'GetUser', { UserName });
  const { AccessKeyMetadata } = await administer('iam', 'ListAccessKeys', { UserName });
  const { AttachedPolicies } = await administer('iam', 'ListAttachedUserPolicies', { UserName });
  return structuredClone({ boundary: User.PermissionsBoundary, AccessKeyMetadata, AttachedPolicies });
};

const reads = ['iam:GetUser', 'iam:ListAccessKeys', 'iam:ListAttachedUserPolicies'];

const victims = [
  {
    userName: 'deploy-bot',
    contains: ['iam:AttachUserPolicy', 'iam:UpdateAccessKey'],
    restores: ['iam:DetachUserPolicy', 'iam:UpdateAccessKey'],
  },
  {
    // It has no room for another attached policy.
    userName: 'reporting',
    contains: ['iam:AttachUserPolicy', 'iam:PutUserPermissionsBoundary', 'iam:UpdateAccessKey'],
    restores: ['iam:DeleteUserPermissionsBoundary', 'iam:UpdateAccessKey'],
  },
];

describe.each(victims)('a dry run for the key of $userName', ({ userName, contains, restores }) => {
  it('sends no call that changes anything, and what the same command does without it is seen', {
    timeout: 60_000,
  }, async () => {
    const { accessKeyId } = await newKey(userName, served.aws.administer);
    const untouched = await standing(userName);

    const planned = await run('contain', accessKeyId, '--dry-run');
    expect(planned).toMatchObject({ exitCode: 0, changing: [], refused: [] });
    expect(planned.calls).toEqual(expect.arrayContaining(['iam:GetAccessKeyLastUsed', ...reads]));
    expect(planned.document).toMatchObject({
      status: 'observed',
      accessKeyId,
      principal: { name: userName },
      steps: [
        { id: 'deactivate-key', outcome: 'planned', before: { status: 'Active' } },
        { id: 'deny-user', outcome: 'planned', before: { attached: false } },
      ],
    });
    expect(await standing(userName)).toEqual(untouched);
    expect(await readdir(state)).toEqual([]);

    const contained = await run('contain', accessKeyId);
    expect(contained).toMatchObject({ exitCode: 0, document: { status: 'contained' } });
    expect(contained.changing).toEqual(contains);
    const inForce = await standing(userName);
    const record = await readFile(join(state, `${accessKeyId}-1.json`), 'utf8');

    const undo = await run('restore', accessKeyId, '--dry-run');
    expect(undo).toMatchObject({ exitCode: 0, changing: [], refused: [], document: { status: 'observed' } });
    expect(undo.calls).toEqual(expect.arrayContaining(reads));
    expect(undo.document.steps.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'planned',
      'planned',
    ]);
    expect(await standing(userName)).toEqual(inForce);
    expect(await readFile(join(state, `${accessKeyId}-1.json`), 'utf8')).toBe(record);

    const restored = await run('restore', accessKeyId);
    expect(restored).toMatchObject({ exitCode: 0, document: { status: 'restored' } });
    expect(restored.changing).toEqual(restores);
    expect(await standing(userName)).toEqual(untouched);
  });
});

describe('a dry run for a key that would be left alone', () => {
  it('of a user who is gone says what the status would be', async () => {
    const { administer } = served.aws;
    await administer('iam', 'CreateUser', { UserName: 'gone' });
    const { accessKeyId: AccessKeyId } = await newKey('gone', administer);
    await administer('iam', 'DeleteAccessKey', { UserName: 'gone', AccessKeyId });
    const { exitCode, document, changing } = await run('contain', AccessKeyId, '--dry-run');
    expect({ exitCode, changing, status: document.status }).toEqual({
      exitCode: 0,
      changing: [],
      status: 'observed',
    });
    expect(document.reason).toMatch(/^would be not-contained: /);
  });

  it('of the terminal itself is planned for nothing', async () => {
    const own = served.environment['AWS_ACCESS_KEY_ID'] ?? '';
    const { exitCode, document, changing } = await run('contain', own, '--dry-run');
    expect({ exitCode, changing, steps: document.steps }).toEqual({ exitCode: 0, changing: [], steps: [] });
    expect(document.reason).toMatch(/^would be protected: /);
  });
});
