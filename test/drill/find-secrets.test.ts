import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { startLocalGithub } from '#infra/local/github/github.ts';
import { newSecret } from '#infra/local/iam/access-key-id.ts';
import { findSecrets } from './find-secrets.ts';

// The search that secrets.test.ts rests on must find what is there: here it is planted in every way.
const secret = { name: 'the secret', value: newSecret() };
const noise = (length = 400) =>
  JSON.stringify({ at: new Date(0), noise: randomBytes(length).toString('base64') });
const hidden = (planted: string) => [
  { where: 'elsewhere', text: noise() },
  { where: 'here', text: `${noise()} "${planted}" ${noise()}` },
];
const percent = (text: string) =>
  text.replaceAll(/./g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const { value } = secret;
const json = JSON.stringify({ level: 'INFO', message: 'ok', secretAccessKey: value });

/** A member whose header carries the name of the file. */
const gzipNamed = (text: string): string => {
  const member = gzipSync(text);
  member[3] = 8;
  const named = [member.subarray(0, 10), Buffer.from('secrets.env\0'), member.subarray(10)];
  return Buffer.concat(named).toString('latin1');
};

const plants: [string, string][] = [
  ['as it stands', value],
  ['its first twelve characters', value.slice(0, 12)],
  ['twelve of its characters between others', `x${value.slice(14, 26)}x`],
  ['its last twelve characters', value.slice(-12)],
  ['in JSON in JSON', JSON.stringify(JSON.stringify({ value }))],
  ['with its slashes escaped', `${value.slice(0, 5)}\\/${value}`.replaceAll('/', '\\/')],
  ['with unicode escapes', value.replaceAll(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
  ['URL-encoded', encodeURIComponent(`+/=${value}`)],
  ['URL-encoded throughout', percent(value)],
  ['URL-encoded twice', encodeURIComponent(percent(value))],
  ...[0, 1, 2].map((offset): [string, string] => [
    `in base64, ${offset} bytes behind its beginning`,
    Buffer.from(`${'x'.repeat(offset)}${value}`).toString('base64'),
  ]),
  ...[1, 2, 3].map((offset): [string, string] => [
    `in base64 behind ${offset} other characters`,
    `${'x'.repeat(offset)}${Buffer.from(value).toString('base64')}`,
  ]),
  ['in base64url', Buffer.from(json).toString('base64url')],
  ['twelve of its characters in base64', Buffer.from(value.slice(9, 21)).toString('base64')],
  ['in base64, URL-encoded', encodeURIComponent(Buffer.from(json).toString('base64'))],
  ['in base64 twice', Buffer.from(Buffer.from(json).toString('base64')).toString('base64')],
  ['in hex', Buffer.from(value).toString('hex')],
  ['in hex behind another digit', `a${Buffer.from(value).toString('hex')}`],
  ['in HEX', Buffer.from(value).toString('hex').toUpperCase()],
  ['gzipped', gzipSync(json).toString('latin1')],
  ['gzipped and cut off', gzipSync(json, { level: 0 }).subarray(0, -12).toString('latin1')],
  ['gzipped with a name, as gzip(1) does', gzipNamed(json)],
  ['gzipped, in base64', gzipSync(json).toString('base64')],
  ['gzipped, in hex', gzipSync(json).toString('hex')],
  ['in hex, gzipped, in base64', gzipSync(Buffer.from(json).toString('hex')).toString('base64')],
];

describe('the search for secrets', () => {
  test.for(plants)('finds one %s', ([, planted]) => {
    expect(findSecrets([{ name: 'another', value: newSecret() }, secret], hidden(planted))).toMatchObject([
      { secret: 'the secret', where: 'here' },
    ]);
  });

  test('finds none where there is none, nor eleven characters of one', () => {
    expect(findSecrets([secret], hidden(newSecret()))).toEqual([]);
    expect(findSecrets([secret], hidden(value.slice(20, 31)))).toEqual([]);
  });

  test('finds a line of a private key, and does not take the frame of one for it', async () => {
    const github = await startLocalGithub({ clock: new MovableClock() });
    const key = { name: 'the private key', value: github.app.privateKey };
    await github.close();
    const [frame = '', , second = ''] = key.value.split('\n');
    expect(findSecrets([key], hidden(JSON.stringify(frame)))).toEqual([]);
    expect(findSecrets([key], hidden(JSON.stringify({ key: key.value })))).toHaveLength(1);
    expect(findSecrets([key], hidden(second.slice(30, 42)))).toHaveLength(1);
  });

  test('never shows what it found', () => {
    expect(JSON.stringify(findSecrets([secret], hidden(value)))).not.toContain(value.slice(0, 12));
  });
});
