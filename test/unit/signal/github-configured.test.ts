import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
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

const read = async () => {
  const { readConfiguredAlert } = await import('#lib/signal/github-alert.ts');
  const number = world().github.addAlert(repository, { secret: newKeyId() });
  return readConfiguredAlert(world().refTo(number));
};

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

  test('stays on the queue when Secrets Manager does not answer', async () => {
    secretsManager.on(GetSecretValueCommand).rejects(new Error('throttled'));
    await expect(read()).rejects.toThrow('the secret tourniquet/github-app cannot be read');
  });
});
