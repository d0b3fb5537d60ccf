import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requireCredentials } from '#lib/cli/credentials.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { key } from '#test/unit/containment/fake-account.ts';

const endpoint = 'http://127.0.0.1:9';
afterEach(() => {
  vi.unstubAllEnvs();
});

const fault = (more: object, message = 'said AWS') => Object.assign(new Error(message), more);
const asking = (error: Error) => requireCredentials(() => Promise.reject(error));

describe('credentials', () => {
  it('that AWS knows are no matter to speak of', async () => {
    expect(await requireCredentials(async () => ({ arn: 'a' }))).toBeUndefined();
  });

  const none =
    'tourniquet has no AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
  it.each([
    [fault({ name: 'CredentialsProviderError' }, 'Could not load credentials from any providers'), none],
    [fault({ name: 'CredentialsProviderError' }, 'run aws sso login'), `${none} (run aws sso login)`],
    [fault({ code: 'ECONNREFUSED' }), `nothing answers at ${endpoint}: is AWS_ENDPOINT_URL right?`],
    [
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      `nothing answers at ${endpoint}: is AWS_ENDPOINT_URL right?`,
    ],
    [fault({ name: 'AbortError' }), `nothing answers at ${endpoint}: is AWS_ENDPOINT_URL right?`],
    [fault({ code: 'ERR_INVALID_URL' }), `AWS_ENDPOINT_URL is not a URL: ${endpoint}`],
    [
      fault({ name: 'InvalidClientTokenId' }),
      'AWS does not know these credentials: InvalidClientTokenId: said AWS',
    ],
    [
      fault({ name: 'SignatureDoesNotMatch' }),
      'AWS does not know these credentials: SignatureDoesNotMatch: said AWS',
    ],
    [fault({ name: 'ExpiredToken' }), 'these AWS credentials have expired: ExpiredToken: said AWS'],
  ])('%s stops the command', async (error, message) => {
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    await expect(asking(error)).rejects.toMatchObject({ name: 'NoAccess', message });
  });

  it('a Region that is not there is told as such', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    vi.stubEnv('AWS_REGION', 'eu-nowhere-1');
    const error = fault({ code: 'ENOTFOUND', hostname: 'sts.eu-nowhere-1.amazonaws.com' });
    await expect(asking(error)).rejects.toThrow(
      'nothing answers at sts.eu-nowhere-1.amazonaws.com: is AWS_REGION (eu-nowhere-1) right',
    );
  });

  it('no secret in what AWS says is repeated', async () => {
    const secret = randomBytes(30).toString('base64');
    const refused = asking(fault({ name: 'SignatureDoesNotMatch' }, `string to sign: ${secret}`));
    await expect(refused).rejects.toThrow('[redacted]');
    await expect(refused).rejects.not.toThrow(secret);
  });

  it('are not demanded of an endpoint that cannot tell, but people are told', async () => {
    expect(await asking(fault({ name: 'InvalidAction' }))).toMatch(/does not offer sts:GetCallerIdentity/);
  });

  it.each(['AccessDenied', 'Throttling', 'InternalFailure'])(
    '%s of this one call stops nothing',
    async (name) => {
      expect(await asking(fault({ name }))).toBeUndefined();
    },
  );
});

describe('the command in a process of its own', () => {
  const bin = fileURLToPath(new URL('../../../bin/tourniquet.mjs', import.meta.url));
  let home: string;
  beforeEach(async () => {
    home = await temporaryFolder();
  });

  const run = (env: Record<string, string>, ...args: string[]) =>
    new Promise<{ exitCode: unknown; stdout: string; stderr: string }>((done) => {
      const clean = { PATH: String(process.env['PATH']), HOME: home, AWS_EC2_METADATA_DISABLED: 'true' };
      execFile(process.execPath, [bin, ...args], { env: { ...clean, ...env } }, (error, stdout, stderr) =>
        done({ exitCode: error?.code ?? 0, stdout, stderr }),
      );
    });
  const someKey = () => ({
    AWS_ACCESS_KEY_ID: 'AKIAT3SKF7WXYQ2ZNM6D',
    AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64'),
  });

  it('without credentials exits 1 and opens no incident, but looks for one in the folder', async () => {
    const { exitCode, stdout } = await run({}, 'contain', key, '--state', home, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'CredentialsProviderError',
      message: expect.stringMatching(/^tourniquet has no AWS credentials: /),
    });
    const restored = await run({}, 'restore', key, '--state', home);
    expect(restored.stderr).toMatch(/^tourniquet restore: there is no incident /);
    expect(await readdir(home)).toEqual([]);
  });

  it('needs none for a key from documentation', async () => {
    const { exitCode, stdout } = await run({}, 'contain', 'AKIAIOSFODNN7EXAMPLE', '--state', home, '--json');
    expect({ exitCode, status: JSON.parse(stdout).status }).toEqual({ exitCode: 3, status: 'not-ours' });
  });

  it('where nothing answers exits 1, names the endpoint and opens no incident', async () => {
    const env = { ...someKey(), AWS_ENDPOINT_URL: endpoint };
    const { exitCode, stderr, stdout } = await run(env, 'contain', key, '--state', home);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `tourniquet contain: nothing answers at ${endpoint}: is AWS_ENDPOINT_URL right?\n`,
    });
    expect(await readdir(home)).toEqual([]);
  });

  it('on an endpoint that offers nothing ends with an incident that says so, and does not crash', async () => {
    const server = createServer((_, response) => response.writeHead(501).end()).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    const env = { ...someKey(), AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
    const { exitCode, stderr, stdout } = await run(env, 'contain', key, '--state', home);
    server.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/^NOT CONTAINED/);
    expect(stderr).toContain('this endpoint does not offer sts:GetCallerIdentity');
    expect(await readdir(home)).toEqual([`${key}-1.json`]);
  });
});
