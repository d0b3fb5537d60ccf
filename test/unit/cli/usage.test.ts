import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '#lib/cli/commands.ts';
import { changes, fakeAccount, key, otherKey } from '#test/unit/containment/fake-account.ts';
import { tourniquet, tourniquetJson } from './terminal.ts';

const temporary = `ASIA${key.slice(4)}`;
let account: ReturnType<typeof fakeAccount>;
beforeEach(() => {
  account = fakeAccount();
});

describe('wrong usage', () => {
  it.each([
    ['no key', ['contain'], 'KEY', 'which access key'],
    ['two keys', ['contain', key, otherKey], 'KEY', 'one key at a time'],
    ['a key id that is too short', ['contain', 'AKIASHORT'], 'accessKeyId', 'KEY: 9 characters long'],
    ['a key id in lower case', ['contain', key.toLowerCase()], 'accessKeyId', 'upper case'],
    ['the id of a user', ['contain', `AIDA${key.slice(4)}`], 'accessKeyId', 'an IAM user'],
    [
      'a reason that is a novel',
      ['contain', key, '--reason', 'x'.repeat(1001)],
      'reason',
      '--reason must have at most 1000 characters',
    ],
    ['a session of no role', ['contain', temporary, '--session', 's'], 'session', '--session is the session'],
    ['a role of a long-term key', ['contain', key, '--role', 'r'], 'role', '--role is only for a temporary'],
    ['the whole of no role', ['contain', temporary, '--whole-role'], 'wholeRole', '--whole-role is given'],
    [
      'a session and the whole role',
      ['contain', temporary, '--role', 'r', '--session', 's1', '--whole-role'],
      'session',
      '--session and --whole-role are both given',
    ],
    ['a role that is none', ['contain', temporary, '--role', 'a b'], 'role', '--role must be the name'],
    ['a key of the backlog', ['contain', key, '--backlog'], 'accessKeyId', 'KEY and backlog are both given'],
    ['two keys of the backlog', ['contain', key, otherKey, '--backlog'], 'KEY', 'one key at a time'],
    ['a step that is none', ['restore', key, '--step', 'a b'], 'step', '--step must be the id of a step'],
    ['nothing to audit', ['audit'], '--blast', 'tourniquet audit --blast'],
    ['an account that is none', ['audit', '--blast', '--account', '1'], '--account', '12 digits'],
    ['no incident', ['restore'], 'INCIDENT', 'what to restore'],
    ['two incidents', ['restore', 'a', 'b'], 'INCIDENT', 'one incident at a time'],
    ['an unknown command', ['frob', key], 'command', 'there is no command frob; tourniquet help lists them'],
    ['a misspelt command', ['kontain', key], 'command', 'did you mean contain? tourniquet help lists them'],
    ['help on an unknown command', ['help', 'frob'], 'command', 'there is no command frob'],
    ['an option before the command', ['--dry-run', 'contain', key], '--dry-run', 'a command comes first'],
    ['no incident id', ['restore', 'AKIA…-1'], 'INCIDENT', 'AKIA…-1 is not an incident id'],
    ['a path', ['restore', '../x'], 'INCIDENT', 'not an incident id'],
    [
      'an unknown option',
      ['contain', key, '--frob'],
      '--frob',
      'there is no option --frob (it has --role, --session, --whole-role, --user, --even-if-protected, --backlog, --reason, --dry-run, --state, --json)',
    ],
    ['a misspelt option', ['contain', key, '--dryrun'], '--dryrun', 'did you mean --dry-run?'],
    ['an option with one dash', ['contain', key, '-n'], '-n', 'there is no option -n (it has'],
    ['an option of another command', ['restore', key, '--port', '1'], '--port', 'no option --port (it'],
    ['no reason', ['contain', key, '--reason'], '--reason', '--reason needs a text'],
    [
      'an option for a reason',
      ['contain', key, '--reason', '--dry-run'],
      '--reason',
      '--reason needs a text',
    ],
    ['no folder', ['restore', key, '--state='], '--state', '--state needs a folder'],
    ['a value too many', ['contain', key, '--dry-run=no'], '--dry-run', '--dry-run takes no value'],
    ['the name of a method of every object', ['toString'], 'command', 'there is no command toString'],
    ['no command at all', [], 'command', 'say what to do'],
    ['agreement to nothing', ['drill', '--yes'], '--yes', 'add --live'],
    ['a clean-up of nothing', ['drill', '--clean-up'], '--clean-up', 'add --live'],
    ['an alert of GitHub in a real drill', ['drill', '--live', '--source', 'github'], '--source', 'scanner'],
    [
      'a real account to break',
      ['drill', '--live', '--break', 'iam:GetUser'],
      '--break',
      'leave --break out',
    ],
    ['no patience', ['drill', '--live', '--wait', '0'], '--wait', 'from 1 to 3600'],
    ['a drill of another source', ['drill', '--source', 'gitlab'], '--source', 'github'],
  ])('%s: exits 2, names the field and touches nothing', async (_, argv, field, message) => {
    const { exitCode, document } = await tourniquetJson(...argv);
    expect(exitCode).toBe(2);
    expect(document).toEqual({ error: { code: 'usage', message: expect.stringContaining(message), field } });
    expect(account.mock.calls()).toEqual([]);
  });

  it('is told to people in one line that begins with the command', async () => {
    const { exitCode, stdout, stderr } = await tourniquet('contain', key, '--force');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      'tourniquet contain: there is no option --force (it has --role, --session, --whole-role, --user, --even-if-protected, --backlog, --reason, --dry-run, --state, --json)\n',
    );
    expect(changes(account.mock)).toEqual([]);
  });

  it('a secret that was pasted behind the key is not repeated', async () => {
    const secret = randomBytes(30).toString('base64');
    for (const argv of [
      ['contain', key, secret],
      ['contain', secret],
      ['contain', key, `--${secret}`],
      ['contain', key, `--${secret}`, '--json'],
      ['restore', secret],
      [secret],
    ]) {
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
      'acknowledge',
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
      'report',
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

  it.each(['help', '--help', '-h'])('%s shows those that are built', async (name) => {
    const { exitCode, stdout } = await tourniquet(name);
    expect(exitCode).toBe(0);
    for (const [command, { summary, usage }] of Object.entries(commands)) {
      expect(stdout.includes(`  tourniquet ${usage}\n`), command).toBe(summary !== 'not built yet');
    }
  });

  const built = Object.entries(commands).filter(([, { summary }]) => summary !== 'not built yet');
  it.each(built)(
    '%s tells of itself, wherever help is asked for, and does nothing',
    async (name, command) => {
      for (const argv of [
        [name, '--help'],
        [name, key, '-h'],
        ['help', name],
        [name, '--frob', '--help'],
      ]) {
        const { exitCode, stdout, stderr } = await tourniquet(...argv);
        expect({ exitCode, stderr }, argv.join(' ')).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout.startsWith(`tourniquet ${command.usage}\n`)).toBe(true);
        for (const option of Object.keys(command.options ?? {})) expect(stdout).toMatch(`\n  --${option} `);
      }
      expect(await tourniquetJson(name, '--help')).toMatchObject({
        exitCode: 0,
        document: { help: expect.stringContaining(command.usage) },
      });
      expect(account.mock.calls()).toEqual([]);
    },
  );

  it.each(['contain', 'restore', 'audit', 'investigate', 'evidence', 'verify'])(
    '%s names in its usage exactly the options that it has',
    (name) => {
      const { usage = '', options = {} } = commands[name] ?? {};
      const named = [...usage.matchAll(/--([\w-]+)/g)].map(([, option]) => option);
      expect(named.sort()).toEqual(Object.keys(options).sort());
    },
  );

  it('do not exist for a script that asks for the help of one that is not built', async () => {
    for (const argv of [
      ['replace', '--help'],
      ['help', 'replace'],
    ]) {
      expect((await tourniquetJson(...argv)).exitCode).toBe(2);
    }
  });

  it('after -- nothing is an option', async () => {
    const { exitCode, stdout, stderr } = await tourniquet('contain', '--', '--help');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('KEY: an access key id begins with AKIA');
  });
});

it('--version tells the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(await tourniquet('--version')).toEqual({
    exitCode: 0,
    stdout: `tourniquet ${version}\n`,
    stderr: '',
  });
  expect((await tourniquetJson('--version')).document).toEqual({ version });
  expect((await tourniquet('contain', '--version')).stdout).toBe(`tourniquet ${version}\n`);
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
