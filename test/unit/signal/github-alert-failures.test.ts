import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import type { GithubFault } from '#infra/local/github/faults.ts';
import { startLocalGithub } from '#infra/local/github/github.ts';
import { GithubUnavailable, githubClientFor, readGithubAlert } from '#lib/signal/github-alert.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';
import { githubWorld, repository } from '#test/fixtures/github/world.ts';

const world = githubWorld();
const refTo1 = () => world().refTo(1);
const withKey = (privateKey: string) => {
  const { app, apiUrl } = world().github;
  return githubClientFor({ ...app, privateKey }, apiUrl);
};

describe('a GitHub that refuses', () => {
  const refused = async (reason: string, ref = refTo1(), client = world().client) => {
    world().github.addAlert(repository, { secret: newKeyId() });
    const reading = await readGithubAlert(ref, client);
    expect(reading).toMatchObject({
      kind: 'undecided',
      reason: expect.stringContaining(reason),
    });
  };

  test('because there is no such alert is told', () => refused('no such alert', world().refTo(99)));

  test('because scanning is off is told', async () => {
    world().github.addRepository(repository, { secretScanning: false });
    await refused('switched off');
  });

  test('because the App is gone is told', async () => {
    world().github.removeInstallation(world().github.installationId);
    await refused('not installed');
  });

  test('because the installation is suspended is told', async () => {
    world().github.setInstallation({ id: world().github.installationId, suspended: true });
    await refused('suspended');
  });

  test('because a permission is missing is told', async () => {
    world().github.setInstallation({ id: world().github.installationId, permissions: {} });
    await refused('Secret scanning alerts: read');
  });

  test('because the repository is not in the installation is told', async () => {
    await refused(
      'no access to this repository',
      world().refTo(1, { repository: { owner: 'acme', name: 'other' } }),
    );
  });

  test('because the key of the App is another is told', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await refused('private key of the App', refTo1(), withKey(pem));
  });

  test('to be asked with what is no key is told', async () => {
    await refused('not a PEM key', refTo1(), withKey('no key'));
  });

  test.each([403, 404, 410, 418])('with %i is told', async (status) => {
    world().github.fail({ path: /alerts\/1$/, effect: { kind: 'status', status } });
    await refused(`(${status})`);
  });

  test.each([{ body: [] }, { body: { secret: newKeyId() } }, { body: null }])(
    'to answer in its own form is told ($body)',
    async ({ body }) => {
      world().github.fail({ path: /alerts\/1$/, effect: { kind: 'body', body } });
      await refused('cannot be read (200)');
    },
  );
});

describe('a GitHub that redirects', () => {
  const redirect = (location: string, path = /alerts\/1$/, status = 301) =>
    world().github.fail({ path, effect: { kind: 'status', status, headers: { location } } });
  const read = () => {
    const secret = newKeyId();
    world().github.addAlert(repository, { secret, number: 1 });
    world().github.addAlert(repository, { secret, number: 2 });
    return readGithubAlert(refTo1(), world().client);
  };

  test('from an old name to the new one is followed', async () => {
    redirect('/repos/acme/shop/secret-scanning/alerts/2');
    expect(await read()).toMatchObject({ kind: 'leak' });
    expect(world().asked().at(-1)).toBe('GET /repos/acme/shop/secret-scanning/alerts/2');
  });

  test.each([301, 302, 303, 307, 308])('to another host with %i is told and not followed', async (status) => {
    const other = await startLocalGithub({ clock: new MovableClock() });
    redirect(`${other.apiUrl}/repos/acme/shop/secret-scanning/alerts/1`, undefined, status);
    const reading = await read();
    expect(reading).toMatchObject({ kind: 'undecided', reason: expect.stringContaining('another address') });
    expect(JSON.stringify(reading)).not.toContain(other.apiUrl);
    expect(other.served).toEqual([]);
    await other.close();
  });

  test.each(['http://169.254.169.254/latest/meta-data', 'file:///etc/passwd', '//[', ''])(
    'to %j is told and not followed',
    async (location) => {
      redirect(location);
      expect(await read()).toMatchObject({ kind: 'undecided' });
    },
  );

  test('in a circle is told', async () => {
    redirect('/repos/acme/shop/secret-scanning/alerts/1');
    expect(await read()).toMatchObject({ kind: 'undecided' });
    expect(world().asked()).toHaveLength(5);
  });

  test('a request for a token, which is no question, is told', async () => {
    redirect('/app/installations/1/access_tokens', /access_tokens/, 307);
    expect(await read()).toMatchObject({ kind: 'undecided' });
    expect(world().asked()).toHaveLength(1);
  });
});

describe('a GitHub that does not answer now', () => {
  const unavailable = async (effect: GithubFault['effect'], path = /alerts\/\d+$/) => {
    const secret = newKeyId();
    const number = world().github.addAlert(repository, { secret });
    world().github.fail({ path, effect });
    const failure = await readGithubAlert(world().refTo(number), world().client).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(GithubUnavailable);
    world().github.clearFaults();
    expect(await readGithubAlert(world().refTo(number), world().client)).toMatchObject({ kind: 'leak' });
    return failure;
  };

  test.each([500, 502, 503, 408, 429])('with %i leaves the message on the queue', async (status) => {
    await unavailable({ kind: 'status', status });
  });

  test('because the token could not be minted leaves the message on the queue', async () => {
    await unavailable({ kind: 'status', status: 502 }, /access_tokens/);
  });

  test('because the connection broke leaves the message on the queue', async () => {
    await unavailable({ kind: 'reset' });
  });

  test('because of its rate limit says how long to wait', async () => {
    const headers = { 'retry-after': '61' };
    expect(await unavailable({ kind: 'status', status: 403, headers })).toMatchObject({
      status: 403,
      retryAfter: 61,
    });
    await unavailable({ kind: 'status', status: 403, headers: { 'x-ratelimit-remaining': '0' } });
    await unavailable({ kind: 'status', status: 403, message: 'You have exceeded a secondary rate limit.' });
  });

  test('because the hour’s requests are used up leaves the message on the queue', async () => {
    world().github.setRateLimit(0);
    const number = world().github.addAlert(repository, { secret: newKeyId() });
    await expect(readGithubAlert(world().refTo(number), world().client)).rejects.toThrow('rate limited');
  });

  test('leaves no secret and no token in the error', async () => {
    const secret = newKeyId();
    const number = world().github.addAlert(repository, { secret });
    const body = { message: `echo ${secret}` };
    world().github.fail({ path: /alerts/, effect: { kind: 'status', status: 500, message: body.message } });
    const failure = await readGithubAlert(world().refTo(number), world().client).catch(
      (error: unknown) => error,
    );
    const { stack, cause, ...fields } = failure as Error;
    const told = `${stack} ${JSON.stringify(fields)} ${String(failure)}`;
    expect(cause).toBeUndefined();
    expect(told).toContain('GitHub is not available (500)');
    expect(told).not.toContain(secret);
    expect(told).not.toContain('ghs_');
    expect(told).not.toContain('Bearer');
  });
});

describe('the tokens', () => {
  const minted = () =>
    world()
      .asked()
      .filter((line) => line.endsWith('/access_tokens')).length;

  test('are limited to one repository and one permission', async () => {
    await world().readAlert(world().inFile([newKeyId(), 's'], 2));
    expect(minted()).toBe(2);
  });

  test('are kept for the alerts of the same repository, and minted once for a batch', async () => {
    const refs = [1, 2, 3].map(() =>
      world().refTo(world().github.addAlert(repository, { secret: newKeyId() })),
    );
    await Promise.all(refs.map((ref) => readGithubAlert(ref, world().client)));
    await Promise.all(refs.map((ref) => readGithubAlert(ref, world().client)));
    expect(minted()).toBe(1);
  });

  test('are minted anew shortly before they end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await world().readAlert({ secret: newKeyId() });
    vi.setSystemTime(Date.now() + 54 * 60_000);
    await world().readAlert({ secret: newKeyId() });
    expect(minted()).toBe(1);
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await world().readAlert({ secret: newKeyId() });
    expect(minted()).toBe(2);
  });

  test('are minted anew when GitHub ended them early', async () => {
    await world().readAlert({ secret: newKeyId() });
    world().github.revokeTokens();
    expect(await world().readAlert({ secret: newKeyId() })).toMatchObject({ kind: 'leak' });
    expect(minted()).toBe(2);
  });

  test('that GitHub does not know yet leave the message on the queue', async () => {
    world().github.fail({ path: /alerts\/\d+$/, effect: { kind: 'status', status: 401 } });
    await expect(world().readAlert({ secret: newKeyId() })).rejects.toBeInstanceOf(GithubUnavailable);
  });

  test('come from the installation of the repository where the webhook named none', async () => {
    const number = world().github.addAlert(repository, { secret: newKeyId() });
    const { installationId, ...ref } = world().refTo(number);
    expect(await readGithubAlert(ref, world().client)).toMatchObject({ kind: 'leak' });
    expect(world().asked()[0]).toBe('GET /repos/acme/shop/installation');
    expect(world().asked()[1]).toBe(`POST /app/installations/${installationId}/access_tokens`);
  });
});
