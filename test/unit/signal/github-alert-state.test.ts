import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ownComment } from '#lib/signal/github/own-comment.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';
import { githubWorld, repository } from '#test/fixtures/github/world.ts';

const world = githubWorld();
const secretsManager = mockClient(SecretsManagerClient);

beforeEach(() => {
  // The App is kept in the module.
  vi.resetModules();
  vi.stubEnv('TOURNIQUET_GITHUB_APP_SECRET_ID', 'tourniquet/github-app');
  vi.stubEnv('TOURNIQUET_GITHUB_API_URL', world().github.apiUrl);
  secretsManager.reset();
  secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify(world().github.app) });
});
afterEach(() => vi.unstubAllEnvs());

const stateOf = async (id: string) => (await import('#lib/signal/github/alert-state.ts')).alertState(id);
const alert = (more: object = {}) => world().github.addAlert(repository, { secret: newKeyId(), ...more });

describe('the state of an alert', () => {
  test('is what GitHub says now, by the id of a signal with or without the key in it', async () => {
    const open = alert();
    const resolved = alert({ resolution: 'revoked' });
    expect(await stateOf(`github:acme/shop#${open}`)).toBe('open');
    expect(await stateOf(`github:acme/shop#${open}:${newKeyId()}`)).toBe('open');
    expect(await stateOf(`github:acme/shop#${resolved}`)).toBe('resolved');
  });

  test('tells apart what only we have closed: nobody has looked at it', async () => {
    const ours = alert({ resolution: 'revoked', resolutionComment: ownComment('AKIA-1') });
    const person = alert({ resolution: 'revoked', resolutionComment: 'rotated' });
    expect(await stateOf(`github:acme/shop#${ours}`)).toBe('closed-by-us');
    expect(await stateOf(`github:acme/shop#${person}`)).toBe('resolved');
  });

  test.each([
    'github:acme/shop',
    'github:acme/shop#',
    'github:acme/shop#0x1',
    'github:acme/..#1',
    'github:acme/shop/issues#1',
    'github:a/b/c/d#1',
    'github:acme/sh%2Fop#1',
    'github:acme/shop#1:akia',
    'manual:terminal-2026',
    '',
  ])('is none for what is no alert, and GitHub is not asked: %s', async (id) => {
    const asked = world().asked().length;
    expect(await stateOf(id)).toBeUndefined();
    expect(world().asked()).toHaveLength(asked);
  });

  test('of a host that has no App is not learnt, and the host is not asked', async () => {
    await expect(stateOf('github:evil.example/acme/shop#1')).rejects.toThrow('no App for evil.example');
  });

  test('of an alert that is gone is not learnt', async () => {
    await expect(stateOf('github:acme/shop#9999')).rejects.toThrow('GitHub refuses (404)');
  });

  test('is not learnt where no App is configured', async () => {
    vi.stubEnv('TOURNIQUET_GITHUB_APP_SECRET_ID', undefined);
    await expect(stateOf('github:acme/shop#1')).rejects.toThrow(
      'TOURNIQUET_GITHUB_APP_SECRET_ID: is not set',
    );
  });
});
