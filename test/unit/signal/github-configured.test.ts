import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { startLocalGithub } from '#infra/local/github/github.ts';
import { readGithubWebhook } from '#lib/signal/github-webhook.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';
import { githubWorld, repository } from '#test/fixtures/github/world.ts';

const world = githubWorld();
const secretsManager = mockClient(SecretsManagerClient);
const store = (app: unknown) =>
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(app) });

beforeEach(() => {
  // What is kept between alerts lives in the module.
  vi.resetModules();
  vi.stubEnv('TOURNIQUET_GITHUB_APP_SECRET_ID', 'tourniquet/github-app');
  vi.stubEnv('TOURNIQUET_GITHUB_API_URL', world().github.apiUrl);
  secretsManager.reset();
});

const readOn = async (host: string | undefined, number: number) => {
  const { readConfiguredAlert } = await import('#lib/signal/github-alert.ts');
  return readConfiguredAlert({ ...world().refTo(number), ...(host ? { host } : {}) });
};
const read = () => readOn(undefined, world().github.addAlert(repository, { secret: newKeyId() }));

describe('an alert read with the configured App', () => {
  test('becomes a signal, and the stored key is read once', async () => {
    store(world().github.app);
    expect(await read()).toMatchObject({ kind: 'leak' });
    expect(await read()).toMatchObject({ kind: 'leak' });
    expect(secretsManager.calls()).toHaveLength(1);
  });

  test.each([[null], [{}], [{ appId: 1 }], [{ appId: '../x', privateKey: 'x' }]])(
    'is told when the stored App is %j, without showing it',
    async (app) => {
      store(app);
      const reading = await read();
      expect(reading).toMatchObject({ kind: 'undecided' });
      expect(JSON.stringify(reading)).toContain('TOURNIQUET_GITHUB_APP_SECRET_ID');
      expect(JSON.stringify(reading)).not.toContain('../x');
    },
  );

  test('comes from the App of its host, and no other host is asked', async () => {
    const ghes = await startLocalGithub({ clock: new MovableClock(), host: 'ghe.acme.com' });
    ghes.addRepository(repository);
    const [here, there] = [newKeyId(), newKeyId()];
    const number = world().github.addAlert(repository, { secret: here });
    expect(ghes.addAlert(repository, { secret: there })).toBe(number);
    const { app, apiUrl } = world().github;
    const ghesApp = { ...ghes.app, apiUrl: ghes.apiUrl };
    store({ hosts: { 'github.com': { ...app, apiUrl }, 'ghe.acme.com': ghesApp } });

    expect(await readOn(undefined, number)).toMatchObject({
      kind: 'leak',
      signals: [{ id: 'github:acme/shop#1', accessKeyId: here, organization: 'acme' }],
    });
    expect(ghes.served).toEqual([]);
    const asked = world().asked().length;
    expect(await readOn('ghe.acme.com', number)).toMatchObject({
      kind: 'leak',
      signals: [
        {
          id: 'github:ghe.acme.com/acme/shop#1',
          accessKeyId: there,
          where: 'ghe.acme.com/acme/shop',
          organization: 'ghe.acme.com/acme',
          url: 'https://ghe.acme.com/acme/shop/security/secret-scanning/1',
        },
      ],
    });
    expect(world().asked()).toHaveLength(asked);
    const paths = ghes.served.map(({ path }) => path);
    expect(paths.every((path) => path.startsWith('/api/v3/'))).toBe(true);
    // The token is kept with the client of its host.
    await readOn('ghe.acme.com', number);
    expect(ghes.served).toHaveLength(paths.length + 1);
    await ghes.close();
  });

  test.each([
    ['one App', (app: object) => app],
    ['Apps for hosts', (app: object) => ({ hosts: { 'github.com': app } })],
  ])('of a host without an App is told with %s, and nobody is asked', async (_, stored) => {
    const { appId, privateKey } = world().github.app;
    store(stored({ appId, privateKey }));
    const number = world().github.addAlert(repository, { secret: newKeyId() });
    const requests = vi.spyOn(globalThis, 'fetch');
    const reading = await readOn('evil.example', number);
    expect(reading).toMatchObject({
      kind: 'undecided',
      id: 'github:evil.example/acme/shop#1',
      reason: expect.stringMatching(
        /^GitHub alert evil\.example\/acme\/shop#1: .*TOURNIQUET_GITHUB_APP_SECRET_ID.*no App for evil\.example, only for github\.com/,
      ),
    });
    expect(requests).not.toHaveBeenCalled();
    requests.mockRestore();
  });

  test.each(['repository', 'organization', 'enterprise'] as const)(
    'of a webhook of the %s is read with the installation of its repository',
    async (owner) => {
      store(world().github.app);
      const number = world().github.addAlert(repository, { secret: newKeyId() });
      const payload = world().github.hookPayload(repository, number, owner);
      const webhook = readGithubWebhook(Buffer.from(JSON.stringify(payload)), '2026-11-20T03:00:00.000Z');
      if (webhook.kind !== 'alert') throw new Error('an alert was expected');
      const { readConfiguredAlert } = await import('#lib/signal/github-alert.ts');
      expect(await readConfiguredAlert(webhook.ref)).toMatchObject({ kind: 'leak' });
      expect(world().asked()[0]).toBe('GET /repos/acme/shop/installation');
    },
  );

  test('stays on the queue when Secrets Manager does not answer', async () => {
    secretsManager.on(GetSecretValueCommand).rejects(new Error('throttled'));
    await expect(read()).rejects.toThrow('the secret tourniquet/github-app cannot be read');
  });
});
