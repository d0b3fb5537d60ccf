import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '#lib/cli/commands.ts';
import { changes, fakeAccount, key, otherKey } from '#test/unit/containment/fake-account.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

let account: ReturnType<typeof fakeAccount>;
beforeEach(() => {
  account = fakeAccount();
});

describe('wrong usage', () => {
  it.each([
    ['no key', ['contain'], 'KEY', 'which access key'],
    ['two keys', ['contain', key, otherKey], 'KEY', 'one key at a time'],
    ['a key id that is too short', ['contain', 'AKIASHORT'], 'accessKeyId', '9 characters long'],
    ['a key id in lower case', ['contain', key.toLowerCase()], 'accessKeyId', 'upper case'],
    ['the id of a user', ['contain', `AIDA${key.slice(4)}`], 'accessKeyId', 'an IAM user'],
    ['a reason that is a novel', ['contain', key, '--reason', 'x'.repeat(1001)], 'reason', '1000 characters'],
    ['no incident', ['restore'], 'INCIDENT', 'what to restore'],
    ['two incidents', ['restore', 'a', 'b'], 'INCIDENT', 'one incident at a time'],
    ['an unknown command', ['kontain', key], 'command', 'there is no command kontain'],
    ['the name of a method of every object', ['toString'], 'command', 'there is no command toString'],
    ['no command at all', [], 'command', 'there is no command --json'],
    ['a drill in a real account', ['drill', '--live'], '--live', 'not built yet'],
    ['a drill of another source', ['drill', '--source', 'gitlab'], '--source', 'github'],
  ])('%s: exits 2, names the field and touches nothing', async (_, argv, field, message) => {
    const { exitCode, document } = await tourniquetJson(...argv);
    expect(exitCode).toBe(2);
    expect(document).toEqual({ error: { code: 'usage', message: expect.stringContaining(message), field } });
    expect(account.mock.calls()).toEqual([]);
  });

  it.each([
    ['--dryrun', ['contain', key, '--dryrun']],
    ['--force', ['restore', key, '--force']],
    ['--state', ['contain', key, '--state']],
    ['--dry-run', ['contain', key, '--dry-run=yes']],
  ])('%s as it was given: exits 2 before anything is touched', async (option, argv) => {
    const { exitCode, stdout, stderr } = await tourniquet(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(option);
    expect(changes(account.mock)).toEqual([]);
  });

  it('a secret that was pasted behind the key is not repeated', async () => {
    const secret = randomBytes(30).toString('base64');
    for (const argv of [['contain', key, secret], ['contain', secret], [secret]]) {
      const { stderr, stdout } = await tourniquet(...argv);
      expect(stderr + stdout).not.toContain(secret);
    }
  });

  it('says what to do where nothing was said', async () => {
    const { exitCode, stderr } = await tourniquet();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('tourniquet contain KEY');
  });
});

describe('commands', () => {
  it('are a public list', () => {
    expect(Object.keys(commands).sort()).toEqual([
      'audit',
      'contain',
      'dismiss',
      'doctor',
      'drill',
      'evidence',
      'explain',
      'investigate',
      'local',
      'replace',
      'restore',
      'verify',
    ]);
  });

  const unbuilt = Object.entries(commands).filter(([, { summary }]) => summary === 'not built yet');
  it.each(unbuilt)('%s says that it is not built, and exits 2', async (name) => {
    const { exitCode, document } = await tourniquetJson(name, key);
    expect(exitCode).toBe(2);
    expect(document.error.message).toBe(`tourniquet ${name} is not built yet`);
  });

  it.each(['help', '--help'])('%s shows those that are built', async (name) => {
    const { exitCode, stdout } = await tourniquet(name);
    expect(exitCode).toBe(0);
    for (const [command, { summary, usage }] of Object.entries(commands)) {
      expect(stdout.includes(`  tourniquet ${usage}\n`), command).toBe(summary !== 'not built yet');
    }
  });
});

describe('the command of the checkout', () => {
  const bin = fileURLToPath(new URL('../../../bin/tourniquet.mjs', import.meta.url));

  it('runs from source and exits as its answer says', () => {
    expect(execFileSync(process.execPath, [bin, 'help'], { encoding: 'utf8' })).toContain(
      'tourniquet contain KEY',
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'contain', 'AKIATYPO', '--json'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage', field: 'accessKeyId' } });
  });
});
