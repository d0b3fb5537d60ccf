import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toGithubAlert, toPlaces } from '#lib/signal/github/alert.ts';
import { parseGithubApp, parseWebhookSecrets } from '#lib/signal/github/stored-secrets.ts';

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
      for (const parse of [parseGithubApp, parseWebhookSecrets]) {
        expect(() => parse(text)).toThrow(/^TOURNIQUET_\w+: the secret is not \{[^h]*\}$/);
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

  test('may name the App by its client id', () => {
    expect(parseGithubApp('{"appId":"Iv23liAbc","privateKey":"x"}').appId).toBe('Iv23liAbc');
  });
});
