import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toGithubAlert, toPlaces } from '#lib/signal/github/alert.ts';
import { parseGithubApps, parseWebhookSecrets } from '#lib/signal/github/stored-secrets.ts';

const published = path.join(import.meta.dirname, '../../../../shared/data/github');
const example = (name: string): unknown => JSON.parse(readFileSync(path.join(published, name), 'utf8')).value;

describe.runIf(existsSync(published))("GitHub's published answers", () => {
  test('are read as alerts', () => {
    const open = example('secret-scanning-alert-open.json');
    const alerts = [
      open,
      example('secret-scanning-alert-resolved.json'),
      ...(example('secret-scanning-alert-list.json') as unknown[]),
    ];
    expect(toGithubAlert(open)).toMatchObject({
      secretType: 'mailchimp_api_key',
      createdAt: '2020-11-06T18:18:30.000Z',
      keyIds: [],
      morePlaces: true,
    });
    const secrets = alerts.map((alert) => (alert as { secret: string }).secret);
    const told = JSON.stringify(alerts.map(toGithubAlert));
    for (const secret of secrets) expect(told).not.toContain(secret);
    console.log(`replayed ${alerts.length} alerts`);
  });

  test('are read as places, of which only a commit has a file', () => {
    const places = toPlaces(example('secret-scanning-location-list.json'));
    const blobSha = 'af5626b4a114abcb82d63db7c8082c3c4756e51b';
    const file = { path: '/example/secrets.txt', startLine: 1, endLine: 1, blobSha };
    expect(places.filter((place) => place.file)).toEqual([{ type: 'commit', file }]);
    expect(places.length).toBeGreaterThan(5);
    console.log(`replayed ${places.length} locations`);
  });
});

describe('a stored secret', () => {
  test.each(['', 'not JSON: hunter2', '{"current":"hunter2"', '["hunter2"]'])(
    'in another form (%s) is refused without being shown',
    (text) => {
      for (const parse of [() => parseGithubApps(text, ''), () => parseWebhookSecrets(text)]) {
        expect(parse).toThrow(/^TOURNIQUET_\w+: the secret is (?:not|neither) \{(?!.*hunter2).*\}$/);
      }
    },
  );

  test('may hold no previous secret, in either way of saying so', () => {
    expect(parseWebhookSecrets('{"current":"a"}')).toEqual({ current: 'a', previous: undefined });
    expect(parseWebhookSecrets('{"current":"a","previous":null}')).toEqual({
      current: 'a',
      previous: undefined,
    });
  });

  const app = { appId: 1, privateKey: 'x' };
  const appsIn = (stored: unknown, apiUrl = 'https://api.github.com') =>
    parseGithubApps(JSON.stringify(stored), apiUrl);

  test('may hold one App, for the host of the configured API', () => {
    expect(appsIn(app)).toEqual([{ host: 'github.com', apiUrl: 'https://api.github.com', app }]);
    const apiUrl = 'https://ghe.acme.com/api/v3';
    expect(appsIn(app, apiUrl)).toEqual([{ host: 'ghe.acme.com', apiUrl, app }]);
    const local = 'http://127.0.0.1:8080';
    expect(appsIn(app, local)).toEqual([{ host: 'github.com', apiUrl: local, app }]);
  });

  test('may hold an App for each host, whose API is where GitHub documents it or where it is said', () => {
    const apiUrl = 'https://proxy.acme.com/github/api/v3';
    const hosts = { 'github.com': app, 'ghe.acme.com': app, 'old.acme.com': { ...app, apiUrl } };
    expect(appsIn({ hosts })).toEqual([
      { host: 'github.com', apiUrl: 'https://api.github.com', app },
      { host: 'ghe.acme.com', apiUrl: 'https://ghe.acme.com/api/v3', app },
      { host: 'old.acme.com', apiUrl, app },
    ]);
  });

  test.each([
    ['no host', { hosts: {} }],
    ['no object', { hosts: [app] }],
    ['nothing', { hosts: null }],
    ['half an App', { hosts: { 'ghe.acme.com': { appId: 1 } } }],
    ['an address in the place of a host', { hosts: { 'https://ghe.acme.com': app } }],
    ['a host in capitals', { hosts: { 'GHE.acme.com': app } }],
    ['an address in numbers', { hosts: { '10.0.0.1': app } }],
    ['a port', { hosts: { 'ghe.acme.com:8443': app } }],
    ['a setting that is misspelt', { hosts: { 'ghe.acme.com': { ...app, apiURL: 'https://x.acme.com' } } }],
    ['an API without TLS', { hosts: { 'ghe.acme.com': { ...app, apiUrl: 'http://ghe.acme.com/api/v3' } } }],
    [
      'an API that only begins like this machine',
      { hosts: { 'a.b.com': { ...app, apiUrl: 'http://127.0.0.1.evil.com/' } } },
    ],
    ['an API with a user', { hosts: { 'a.b.com': { ...app, apiUrl: 'https://a.b.com@evil.com/' } } }],
    ['both forms at once', { ...app, hosts: { 'ghe.acme.com': app } }],
  ])('with hosts that hold %s is refused', (_, stored) => {
    expect(() => appsIn(stored)).toThrow(/^TOURNIQUET_GITHUB_APP_SECRET_ID: the secret is neither /);
  });

  test('may name the App by its client id', () => {
    const [{ app }] = parseGithubApps('{"appId":"Iv23liAbc","privateKey":"x"}', 'https://api.github.com');
    expect(app.appId).toBe('Iv23liAbc');
  });
});
