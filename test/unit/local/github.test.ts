import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { type LocalGithub, startLocalGithub } from '#infra/local/github/github.ts';
import { appJwt } from '#lib/signal/github/app-jwt.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';

let clock: MovableClock;
let github: LocalGithub;

beforeEach(async () => {
  clock = new MovableClock();
  github = await startLocalGithub({ clock });
  github.addRepository('acme/shop');
  github.addRepository('acme/other');
});
afterEach(() => github.close());

const call = async (method: string, path: string, authorization: string, body?: unknown, accept = '*/*') => {
  const init = { method, headers: { authorization, accept } };
  const response = await fetch(`${github.apiUrl}${path}`, {
    ...init,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, json: json as Record<string, unknown> };
};

const mint = (body: unknown = {}, jwt = appJwt(github.app)) =>
  call('POST', `/app/installations/${github.installationId}/access_tokens`, `Bearer ${jwt}`, body);

const tokenFor = async (permission: string, repositories = ['shop']) =>
  `Bearer ${(await mint({ repositories, permissions: { [permission]: 'read' } })).json['token']}`;

const forged = (claims: object, key = github.app.privateKey, alg = 'RS256') => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
};

describe('the App at the local GitHub', () => {
  test('gets a token for an hour, limited as it asked', async () => {
    const { status, json } = await mint({ repositories: ['shop'], permissions: { contents: 'read' } });
    expect(status).toBe(201);
    expect(json).toMatchObject({ permissions: { contents: 'read' }, repository_selection: 'selected' });
    expect(Date.parse(String(json['expires_at'])) - clock.now().getTime()).toBeGreaterThan(59 * 60_000);
  });

  test.each([
    ['no token', () => ''],
    ['no JWT', () => 'a.b.c'],
    [
      'a JWT of another key',
      (now: number) => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
        return forged({ iat: now - 60, exp: now + 60, iss: github.app.appId }, pem);
      },
    ],
    ['another App', (now: number) => forged({ iat: now - 60, exp: now + 60, iss: 1 })],
    ['one that is over', (now: number) => forged({ iat: now - 600, exp: now - 1, iss: github.app.appId })],
    ['one for an hour', (now: number) => forged({ iat: now - 60, exp: now + 3600, iss: github.app.appId })],
    ['one of the future', (now: number) => forged({ iat: now + 60, exp: now + 120, iss: github.app.appId })],
    ['one without times', () => forged({ iss: github.app.appId })],
    [
      'another algorithm',
      (now: number) => forged({ iat: now - 60, exp: now + 60, iss: github.app.appId }, undefined, 'none'),
    ],
  ])('is refused with %s', async (_, jwt) => {
    expect((await mint({}, jwt(Math.floor(clock.now().getTime() / 1000)))).status).toBe(401);
  });

  test('is refused what was not granted, another repository and another installation', async () => {
    expect((await mint({ permissions: { administration: 'write' } })).status).toBe(422);
    expect((await mint({ permissions: { contents: 'write' } })).status).toBe(422);
    expect((await mint({ repositories: ['nobodys'] })).status).toBe(422);
    const jwt = `Bearer ${appJwt(github.app)}`;
    expect((await call('POST', '/app/installations/1/access_tokens', jwt, {})).status).toBe(404);
  });
});

describe('a token at the local GitHub', () => {
  test('opens the alert of its repository, with the secret unless it is hidden', async () => {
    const secret = newKeyId();
    github.addAlert('acme/shop', { secret });
    const token = await tokenFor('secret_scanning_alerts');
    const { status, json, headers } = await call('GET', '/repos/acme/shop/secret-scanning/alerts/1', token);
    expect(status).toBe(200);
    expect(json).toMatchObject({ number: 1, state: 'open', secret, provider_slug: 'amazon_aws' });
    expect(headers.get('x-ratelimit-remaining')).toBe('4999');
    const hidden = await call('GET', '/repos/acme/shop/secret-scanning/alerts/1?hide_secret=true', token);
    expect(hidden.json).not.toHaveProperty('secret');
  });

  test('opens nothing else', async () => {
    github.addAlert('acme/other', { secret: newKeyId() });
    const sha = github.addBlob('acme/shop', 'text');
    const token = await tokenFor('secret_scanning_alerts');
    expect((await call('GET', '/repos/acme/other/secret-scanning/alerts/1', token)).status).toBe(404);
    expect((await call('GET', `/repos/acme/shop/git/blobs/${sha}`, token)).status).toBe(403);
    expect((await call('GET', '/repos/acme/nowhere/secret-scanning/alerts/1', token)).status).toBe(404);
    expect((await call('GET', '/user', token)).status).toBe(404);
    expect(
      (await call('GET', '/repos/acme/shop/secret-scanning/alerts/1', 'Bearer ghs_made_up')).status,
    ).toBe(401);
  });

  test('ends after an hour', async () => {
    github.addAlert('acme/shop', { secret: newKeyId() });
    const token = await tokenFor('secret_scanning_alerts');
    await clock.advance(60 * 60_000);
    expect((await call('GET', '/repos/acme/shop/secret-scanning/alerts/1', token)).status).toBe(401);
  });

  test('reads a blob as JSON or as it is', async () => {
    const sha = github.addBlob('acme/shop', 'what is up, doc?');
    // The id that git itself gives this content, from the book Pro Git.
    expect(sha).toBe('bd9dbf5aae1a3862dd1526723246b20206e5fc37');
    const token = await tokenFor('contents');
    const path = `/repos/acme/shop/git/blobs/${sha}`;
    const content = Buffer.from('what is up, doc?').toString('base64');
    expect((await call('GET', path, token)).json).toMatchObject({ encoding: 'base64', size: 16, content });
    const raw = await call('GET', path, token, undefined, 'application/vnd.github.raw+json');
    expect(raw.json).toBe('what is up, doc?');
  });

  test('lists alerts by state and page, and the places of one', async () => {
    github.addAlert('acme/shop', { secret: 'a', resolution: 'revoked' });
    const blobSha = github.addBlob('acme/shop', 'b');
    const location = { type: 'commit', path: 'a.env', startLine: 1, blobSha } as const;
    github.addAlert('acme/shop', { secret: 'b', locations: [location] });
    github.addAlert('acme/shop', { secret: 'c' });
    const token = await tokenFor('secret_scanning_alerts');
    const list = '/repos/acme/shop/secret-scanning/alerts';
    const open = (await call('GET', `${list}?state=open&per_page=1&page=2`, token)).json;
    expect(open).toMatchObject([{ number: 2 }]);
    const places = (await call('GET', `${list}/2/locations`, token)).json;
    expect(places).toMatchObject([{ type: 'commit', details: { path: 'a.env', blob_sha: blobSha } }]);
  });
});

describe('faults at the local GitHub', () => {
  test('strike as often as they were asked to', async () => {
    const path = /access_tokens/;
    github.fail({ path, times: 1, effect: { kind: 'status', status: 502, headers: { 'retry-after': '3' } } });
    const struck = await mint();
    expect([struck.status, struck.headers.get('retry-after')]).toEqual([502, '3']);
    expect((await mint()).status).toBe(201);
    github.fail({ path, times: 1, effect: { kind: 'reset' } });
    await expect(mint()).rejects.toThrow('fetch failed');
    github.fail({ path, effect: { kind: 'body', body: [] } });
    github.clearFaults();
    expect(github.served.map(({ status }) => status)).toEqual([502, 201, 'reset']);
  });

  test('that are slow wait for the clock', async () => {
    const { at } = clock;
    const asked = new Promise<void>((resolve) => {
      clock.at = (...appointment) => {
        resolve();
        return at.apply(clock, appointment);
      };
    });
    github.fail({ path: /access_tokens/, effect: { kind: 'slow', milliseconds: 3_600_000 } });
    const waiting = mint();
    await asked;
    expect(github.served).toEqual([]);
    await clock.advance(3_600_000);
    // By then the JWT is over.
    expect((await waiting).status).toBe(401);
  });
});

describe('a delivery of the local GitHub', () => {
  test('is signed over its bytes and holds no secret', () => {
    const secret = newKeyId();
    const number = github.addAlert('acme/shop', { secret });
    const payload = github.webhookPayload('acme/shop', number);
    const { headers, body } = signedDelivery({ secret: 'shared', payload, delivery: 'one' });
    const expected = createHmac('sha256', 'shared').update(body).digest('hex');
    expect(headers).toMatchObject({
      'x-hub-signature-256': `sha256=${expected}`,
      'x-github-delivery': 'one',
    });
    expect(body.toString()).not.toContain(secret);
    expect(payload.alert).not.toHaveProperty('state');
    expect(payload).toMatchObject({ action: 'created', installation: { id: github.installationId } });
  });

  test.each(['repository', 'organization', 'enterprise'] as const)(
    'names no installation where the webhook is of the %s',
    (owner) => {
      const number = github.addAlert('acme/shop', { secret: newKeyId() });
      const payload = github.hookPayload('acme/shop', number, owner, 'reopened');
      expect(payload).toMatchObject({ action: 'reopened', alert: { number } });
      expect(payload).not.toHaveProperty('installation');
      expect('enterprise' in payload).toBe(owner === 'enterprise');
    },
  );

  test('reports each place of an alert, also one that is found later', () => {
    const place = (path: string) =>
      ({ type: 'commit', path, startLine: 1, blobSha: '0'.repeat(40) }) as const;
    const number = github.addAlert('acme/shop', { secret: newKeyId(), locations: [place('a.env')] });
    const index = github.addLocation('acme/shop', number, place('b.env'));
    const told = [0, index].map((at) => github.locationPayload('acme/shop', number, at));
    expect(told).toMatchObject([
      { action: 'created', alert: { number }, location: { type: 'commit', details: { path: 'a.env' } } },
      { action: 'created', alert: { number }, location: { type: 'commit', details: { path: 'b.env' } } },
    ]);
    expect(() => github.locationPayload('acme/shop', number, 2)).toThrow('no place 2');
    expect(() => github.webhookPayload('acme/shop', 99)).toThrow('no alert 99');
  });

  test('says what GitHub found out about the secret', () => {
    const seed = { secret: newKeyId(), validity: 'inactive', publiclyLeaked: true } as const;
    const { alert } = github.webhookPayload('acme/shop', github.addAlert('acme/shop', seed));
    expect(alert).toMatchObject({ validity: 'inactive', publicly_leaked: true });
  });
});

describe('a local GitHub that poses as a GitHub Enterprise Server', () => {
  let ghes: LocalGithub;
  beforeEach(async () => {
    ghes = await startLocalGithub({ clock, host: 'ghe.acme.com' });
    ghes.addRepository('acme/shop');
  });
  afterEach(() => ghes.close());

  test('answers below /api/v3, and nowhere else', async () => {
    expect(ghes.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v3$/);
    const path = `/app/installations/${ghes.installationId}/access_tokens`;
    const headers = { authorization: `Bearer ${appJwt(ghes.app)}` };
    expect((await fetch(`${ghes.apiUrl}${path}`, { method: 'POST', headers })).status).toBe(201);
    const root = ghes.apiUrl.replace('/api/v3', '');
    for (const elsewhere of [path, `/api/v3.1${path}`, '/api/v3'])
      expect((await fetch(`${root}${elsewhere}`, { method: 'POST', headers })).status).toBe(404);
  });

  test('knows only its own App', async () => {
    const path = `/app/installations/${ghes.installationId}/access_tokens`;
    const headers = { authorization: `Bearer ${appJwt(github.app)}` };
    expect((await fetch(`${ghes.apiUrl}${path}`, { method: 'POST', headers })).status).toBe(401);
  });

  test('names itself in what it delivers', () => {
    const number = ghes.addAlert('acme/shop', { secret: newKeyId() });
    const { alert, repository } = ghes.webhookPayload('acme/shop', number);
    expect(repository.html_url).toBe('https://ghe.acme.com/acme/shop');
    expect(alert.html_url).toBe('https://ghe.acme.com/acme/shop/security/secret-scanning/1');
  });
});
