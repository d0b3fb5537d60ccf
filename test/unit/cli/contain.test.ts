import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AttachUserPolicyCommand } from '@aws-sdk/client-iam';
import { GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contain as containWith } from '#lib/containment/contain.ts';
import { FileRecordStore } from '#lib/incident/file-records.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { addSessions } from '#lib/incident/issued-sessions.ts';
import { logger } from '#lib/platform/logger.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import {
  accountId,
  changes,
  denyAll,
  depsWith,
  fakeAccount,
  judgement,
  key,
  otherKey,
  signal,
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
    // The terminal looks once; a function that is deployed would look again.
    expect(stdout).toContain('Run the same command again in a minute');
  });

  it('names the folder in the way to undo, as one word of a shell, and only where one was given', async () => {
    const odd = join(state, "Zoë's incidents");
    const { stdout } = await tourniquet('contain', key, '--state', odd);
    expect(stdout).toContain(
      String.raw`tourniquet -- restore --state '${state}/Zoë'\''s incidents' ${key}-1`,
    );
    expect(stdout).toContain(
      String.raw`tourniquet -- investigate --state '${state}/Zoë'\''s incidents' ${key} --contain`,
    );
    expect(await tourniquetJson('restore', '--state', odd, `${key}-1`)).toMatchObject({ exitCode: 0 });
    vi.stubEnv('XDG_STATE_HOME', state);
    expect((await tourniquet('contain', key)).stdout).toContain(`tourniquet -- restore ${key}-1`);
  });

  it('does not ask people to run it again where it did not contain', async () => {
    const dry = await tourniquet('contain', key, '--state', state, '--dry-run');
    account.mock.on(AttachUserPolicyCommand).rejects(new Error('AccessDenied'));
    const partly = await tourniquet('contain', key, '--state', state);
    expect([dry.exitCode, partly.exitCode]).toEqual([0, 3]);
    for (const { stdout, stderr } of [dry, partly])
      expect(stdout + stderr).not.toContain('Run the same command again');
  });

  it('takes a key id with the white space that it was copied with', async () => {
    expect(await tourniquetJson('contain', ` \u00a0${key}\n`, '--state', state)).toMatchObject({
      exitCode: 0,
      document: { accessKeyId: key },
    });
    expect(await tourniquetJson('restore', `${key}-1 `, '--state', state)).toMatchObject({ exitCode: 0 });
  });

  it('says to people that an id which AWS does not know may be mistyped, and leaves the incident as it is', async () => {
    account.user.keys = {};
    for (const dryRun of [['--dry-run'], []]) {
      const { stdout, stderr } = await tourniquet('contain', key, '--state', state, ...dryRun);
      expect(stdout + stderr).toMatch(
        /^Why [\s\S]{0,300}?deleted(?:.*\n {10})+or the id is mistyped: compare it with where it leaked\nIncident /m,
      );
    }
    const { exitCode, document } = await contain();
    expect({ exitCode, status: document.status }).toEqual({ exitCode: 3, status: 'not-contained' });
    expect(JSON.stringify(document)).not.toContain('mistyped');
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
    await contain();
    account.user.id = 'AIDAT3SKF7WXYEXAMPLE2';
    expect(await tourniquetJson('restore', key, '--state', state)).toMatchObject({
      exitCode: 1,
      document: { error: { code: 'user-gone' } },
    });
  });

  it('lifts one step, and says who did', async () => {
    const before = structuredClone(account.user);
    await contain();
    const lifted = await tourniquetJson('restore', key, '--state', state, '--step', 'deny-user');
    expect(lifted).toMatchObject({
      exitCode: 0,
      document: {
        status: 'partly-contained',
        restoredBy: `arn:aws:iam::${accountId}:user/admin`,
        reason: expect.stringContaining('36 hours'),
      },
    });
    expect(account.user.policies).toEqual(before.policies);
    expect(account.user.keys[key]).toBe('Inactive');
    expect(await tourniquetJson('restore', key, '--state', state, '--step', 'deny-me')).toMatchObject({
      exitCode: 1,
      document: {
        error: { code: 'no-such-step', message: expect.stringContaining('deactivate-key, deny-user') },
      },
    });
  });

  it('is refused while the alert may be open, and says how to restore all the same', async () => {
    const before = structuredClone(account.user);
    await contain();
    const store = new FileIncidentStore(state);
    await store.claim(key, signal({ id: 'github:acme/shop#7', source: 'github', certainty: 'proven' }));
    account.mock.resetHistory();
    const refused = await tourniquetJson('restore', key, '--state', state);
    expect(refused).toMatchObject({ exitCode: 1, document: { error: { code: 'still-open' } } });
    expect(refused.document.error.message).toMatch(
      /^whether alert github:acme\/shop#7 is still open cannot be learnt: .*TOURNIQUET_GITHUB_APP_SECRET_ID: is not set\. To restore all the same, add --force$/,
    );
    expect(changes(account.mock)).toEqual([]);
    const forced = await tourniquetJson('restore', key, '--state', state, '--force');
    expect(forced).toMatchObject({ exitCode: 0, document: { status: 'restored' } });
    expect(account.user).toEqual(before);
  });

  it('is refused while a session lives that the key issued, by what was recorded beside the incident', async () => {
    await contain();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const session = {
      id: `ASIA${key.slice(4)}`,
      kind: 'session-token',
      principal: 'deploy-bot',
      until,
    } as const;
    await addSessions(new FileRecordStore(state), `${key}-1`, [session]);
    const refused = await tourniquetJson('restore', key, '--state', state);
    expect(refused).toMatchObject({ exitCode: 1, document: { error: { code: 'still-open' } } });
    expect(refused.document.error.message).toContain(session.id);
    expect((await tourniquetJson('restore', key, '--state', state, '--force')).exitCode).toBe(0);
  });

  it('says where it looked for an incident that is not there, and where else to look', async () => {
    const given = await tourniquetJson('restore', `${key}-1`, '--state', state);
    expect(given).toMatchObject({ exitCode: 1, document: { error: { code: 'no-such-incident' } } });
    expect(given.document.error.message).toContain(
      `there is no incident ${key}-1 in ${state}: give the --state`,
    );
    vi.stubEnv('XDG_STATE_HOME', state);
    const { stderr } = await tourniquet('restore', key);
    expect(stderr).toBe(
      `tourniquet restore: there is no incident ${key} in ${join(state, 'tourniquet', 'incidents')}: set TOURNIQUET_TABLE to look in the deployed table, or give --state DIR\n`,
    );
    expect(await readdir(state)).toEqual([]);
  });

  it('looks in the deployed table where one is configured, and names it', async () => {
    vi.stubEnv('TOURNIQUET_TABLE', 'incidents');
    const dynamo = mockClient(DynamoDBClient).resolves({});
    const { document } = await tourniquetJson('restore', `${key}-1`);
    dynamo.restore();
    expect(document.error.message).toBe(
      `there is no incident ${key}-1 in the table incidents: give --state DIR to look in a folder`,
    );
  });
});

describe('tourniquet contain --backlog', () => {
  const waiting = async (...keys: string[]): Promise<void> => {
    const deployedAt = '2027-01-01T00:00:00.000Z';
    const store = new FileIncidentStore(state);
    const deps = { ...depsWith(store), judgement: async () => judgement({ deployedAt }) };
    for (const accessKeyId of keys) {
      const github = {
        id: `github:acme/shop#${accessKeyId}`,
        source: 'github',
        certainty: 'proven',
      } as const;
      await containWith(signal({ ...github, accessKeyId }), deps);
    }
  };
  const backlog = (...args: string[]) => tourniquet('contain', '--backlog', '--state', state, ...args);

  it('contains all that waits and exits 0, with a table for people', async () => {
    account.user.keys[otherKey] = 'Active';
    await waiting(key, otherKey);
    const dry = await backlog('--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toMatch(/^A dry run: 2 leaks would be contained or left alone as follows/);
    expect(changes(account.mock)).toEqual([]);
    const { exitCode, stdout, stderr } = await backlog();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'CONTAINED: 2 leaks of the backlog, 2 contained, 0 not.',
      '',
      `  ${key}-1  contained  ${account.user.arn}`,
      `  ${otherKey}-1  contained  ${account.user.arn}`,
      '',
      'To take one back: npm run -s tourniquet -- restore INCIDENT',
      '',
    ]);
    expect(account.user.keys).toEqual({ [key]: 'Inactive', [otherKey]: 'Inactive' });
    expect(await tourniquetJson('contain', '--backlog', '--state', state)).toMatchObject({
      exitCode: 0,
      document: { contained: 0, open: 0, left: 0, incidents: [] },
    });
  });

  it('exits 3 where one is not contained, and says which and why', async () => {
    await waiting(key);
    account.mock.on(AttachUserPolicyCommand).rejects(new Error('AccessDenied'));
    const { exitCode, stderr } = await backlog();
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^NOT ALL CONTAINED: 1 leak of the backlog, 0 contained, 1 not\./);
    expect(stderr).toMatch(new RegExp(`\n  ${key}-1  partly-contained  .*AccessDenied`));
  });

  it('says where nothing waits', async () => {
    expect((await backlog()).stdout).toBe(`Nothing waits in the backlog (${state}).\n`);
  });
});

describe('a fault', () => {
  it('exits 1 with its code, on stdout as the document or on stderr for people, in one line', async () => {
    await contain();
    await writeFile(join(state, `${key}-1.json`), '{');
    const { exitCode, document } = await tourniquetJson('restore', key, '--state', state);
    expect({ exitCode, document }).toMatchObject({ exitCode: 1, document: { error: { code: 'Error' } } });
    const people = await tourniquet('restore', key, '--state', state);
    expect(people).toMatchObject({ exitCode: 1, stdout: '' });
    expect(people.stderr).toMatch(/^tourniquet restore: .*is no JSON.*\n$/);
  });

  it('of the log goes to stderr: stdout is for the document', async () => {
    await tourniquet('help');
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    logger.info('told');
    expect([out.mock.calls.length, err.mock.calls.length]).toEqual([0, 1]);
    vi.restoreAllMocks();
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
