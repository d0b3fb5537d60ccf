import { randomBytes } from 'node:crypto';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { tourniquet, tourniquetJson } from './terminal.ts';
import { leaked } from './trail-of-a-leak.ts';

const cloudTrail = mockClient(CloudTrailClient);
const sts = mockClient(STSClient);
beforeEach(() => {
  cloudTrail.reset();
  sts.reset();
});

const logs = ['--logs', 'somewhere'];

describe('tourniquet investigate, called wrongly', () => {
  it.each([
    ['no key', logs, 'KEY', 'say whose calls to look for'],
    ['the key behind --logs', [...logs, leaked], 'KEY', 'KEY comes first: --logs takes all that follows it'],
    [
      'two keys',
      [leaked, 'AKIAT3SKF7WXYH6PRB2A'],
      'KEY',
      'AKIAT3SKF7WXYH6PRB2A is one too many; files follow --logs',
    ],
    [
      'a path that follows no --logs',
      [leaked, './trail'],
      'KEY',
      './trail is one too many; files follow --logs',
    ],
    ['a key in lower case', [leaked.toLowerCase(), ...logs], 'KEY', 'access key ids are upper case'],
    [
      'a key of 16 characters',
      [leaked.slice(0, 16), ...logs],
      'KEY',
      'KEY: 16 characters long: an access key id has 20',
    ],
    ['a key of 128 characters', [leaked.padEnd(128, 'A'), ...logs], 'KEY', 'KEY: 128 characters long'],
    ['the id of a role', ['AROAT3SKF7WXYEXAMPLE', ...logs], 'KEY', 'the id of a role, not of an access key'],
    ['--logs without a path', [leaked, '--logs'], '--logs', '--logs needs a file or folder'],
    [
      '--logs before an option',
      [leaked, '--logs', '--since', '7d'],
      '--logs',
      '--logs needs a file or folder',
    ],
    ['an empty path', [leaked, '--logs='], '--logs', '--logs needs a file or folder'],
    ['a device', [leaked, '--logs', '/dev/null'], '--logs', '/dev/null is a device, and no file'],
    ['no time', [leaked, '--since', 'yesterday', ...logs], '--since', '--since takes a time such as'],
    ['a time without a value', [leaked, '--until'], '--until', '--until needs a time such as'],
    [
      'since after until',
      [leaked, '--since', '2026-01-02', '--until', '2026-01-01'],
      '--since',
      'must be before --until',
    ],
    ['a report from the future', [leaked, '--reported', '2999-01-01'], '--reported', 'lies in the future'],
    ['containing from files', [leaked, ...logs, '--contain'], '--contain', 'leave --logs out'],
    [
      'containing by a part of the trail',
      [leaked, '--contain', '--since', '1d'],
      '--since',
      'leave --since and --until out',
    ],
    [
      'containing by a part that ends',
      [leaked, '--contain', '--until', '1d'],
      '--until',
      'leave --since and --until out',
    ],
    ['--also without --contain', [leaked, '--also', 'all'], '--also', '--also goes with --contain'],
    ['--also without an id', [leaked, '--contain', '--also'], '--also', '--also needs an id, or all'],
    ['a misspelt option', [leaked, '--log', 'trail'], '--log', 'did you mean --logs?'],
  ])('%s: exits 2, names the field and asks nobody', async (_, args, field, message) => {
    const { exitCode, document, stderr } = await tourniquetJson('investigate', ...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(document).toEqual({ error: { code: 'usage', message: expect.stringContaining(message), field } });
    expect([...cloudTrail.calls(), ...sts.calls()]).toHaveLength(0);
  });

  it('a secret in the place of the key, or behind it, is not repeated', async () => {
    const secret = randomBytes(30).toString('base64');
    for (const args of [
      [secret, ...logs],
      [leaked, secret, ...logs],
      [leaked, `--${secret}`],
      [leaked, '--contain', '--also', secret, '--since', '1d'],
    ]) {
      const { exitCode, stdout, stderr } = await tourniquet('investigate', ...args);
      expect(exitCode).toBe(2);
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  it('white space around the key is no mistake', async () => {
    const { document } = await tourniquetJson('investigate', ` ${leaked}\n`, '--logs', '/nowhere/at/all');
    expect(document.error.message).toBe('there is no file or folder /nowhere/at/all');
  });
});
