import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import type { Shape } from '#infra/local/contract.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { type LocalGithub, startLocalGithub } from '#infra/local/github/github.ts';
import { appJwt } from '#lib/signal/github/app-jwt.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';
import { hour, pass } from '#test/fixtures/github/poll-world.ts';
import { type Receiver, startReceiver } from '#test/fixtures/github/receiver.ts';

let github: LocalGithub;
let receiver: Receiver;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  [github, receiver] = await Promise.all([startLocalGithub({ clock: new MovableClock() }), startReceiver()]);
  github.addRepository('acme/shop');
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all([github.close(), receiver.close()]);
});

const call = async (path: string, authorization: string, method = 'GET', body?: unknown) => {
  const address = path.startsWith('http') ? path : `${github.apiUrl}${path}`;
  const response = await fetch(address, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const link = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Shape,
    next: link,
  };
};

const app = () => `Bearer ${appJwt(github.app)}`;

const token = async (
  id = github.installationId,
  permissions: Record<string, string> = { secret_scanning_alerts: 'read' },
) => {
  const { json } = await call(`/app/installations/${id}/access_tokens`, app(), 'POST', { permissions });
  return `Bearer ${json.token}`;
};

const send = async (number: number) => {
  const payload = github.webhookPayload('acme/shop', number);
  return github.deliver(signedDelivery({ secret: 'shared', payload }), receiver.url);
};

const numbers = (json: { number: number }[]) => json.map(({ number }) => number);

describe('deliveries of the local GitHub', () => {
  test('are listed newest first, with what came of them, to the App alone', async () => {
    const number = github.addAlert('acme/shop', { secret: newKeyId() });
    expect(await send(number)).toBe(202);
    receiver.status = 503;
    expect(await send(number)).toBe(503);
    const { json, next } = await call('/app/hook/deliveries', app());
    expect(json).toMatchObject([
      { id: 2, status_code: 503, status: 'Invalid HTTP Response: 503', redelivery: false },
      { id: 1, status_code: 202, status: 'OK', event: 'secret_scanning_alert', action: 'created' },
    ]);
    expect(json[0]).toMatchObject({ installation_id: github.installationId, repository_id: 1 });
    expect(json[0].guid).toBe(receiver.received[1]);
    expect(next).toBeUndefined();
    expect((await call('/app/hook/deliveries', await token())).status).toBe(401);
  });

  test('are paged by a cursor, which holds while new ones come', async () => {
    const number = github.addAlert('acme/shop', { secret: newKeyId() });
    for (let n = 0; n < 5; n += 1) await send(number);
    const first = await call('/app/hook/deliveries?per_page=2', app());
    await send(number);
    const second = await call(first.next ?? '', app());
    const third = await call(second.next ?? '', app());
    const ids = [first, second, third].map(({ json }) => json.map(({ id }: { id: number }) => id));
    expect(ids).toEqual([[5, 4], [3, 2], [1]]);
    expect(third.next).toBeUndefined();
  });

  test('show what was sent, but for the signature', async () => {
    const payload = github.webhookPayload('acme/shop', github.addAlert('acme/shop', { secret: newKeyId() }));
    await send(1);
    const { json } = await call('/app/hook/deliveries/1', app());
    expect(json.request.payload).toEqual(payload);
    expect(json.request.headers).toMatchObject({
      'x-github-event': 'secret_scanning_alert',
      'x-hub-signature-256': '********',
    });
    expect((await call('/app/hook/deliveries/2', app())).status).toBe(404);
  });

  test('are made again with the same GUID', async () => {
    const number = github.addAlert('acme/shop', { secret: newKeyId() });
    receiver.status = 500;
    await send(number);
    receiver.status = 200;
    expect((await call('/app/hook/deliveries/1/attempts', app(), 'POST')).status).toBe(202);
    await vi.waitFor(() => expect(github.deliveries()).toHaveLength(2));
    const { json } = await call('/app/hook/deliveries', app());
    expect(json).toMatchObject([
      { redelivery: true, status_code: 200 },
      { redelivery: false, status_code: 500 },
    ]);
    expect(json[0].guid).toBe(json[1].guid);
  });

  test('are forgotten after three days', async () => {
    await send(github.addAlert('acme/shop', { secret: newKeyId() }));
    pass(71 * hour);
    expect((await call('/app/hook/deliveries', app())).json).toHaveLength(1);
    pass(2 * hour);
    expect((await call('/app/hook/deliveries', app())).json).toEqual([]);
  });
});

describe('installations of the local GitHub', () => {
  test('name their account, and are paged', async () => {
    github.setInstallation({ id: 2, suspended: true });
    github.addRepository('octocat/site', { installationId: 2 });
    github.makeUser('octocat');
    const { json, next } = await call('/app/installations?per_page=1', app());
    expect(json).toMatchObject([
      { id: github.installationId, account: { login: 'acme', type: 'Organization' }, suspended_at: null },
    ]);
    const second = await call(next ?? '', app());
    expect(second.json).toMatchObject([{ id: 2, account: { login: 'octocat', type: 'User' } }]);
    expect(second.json[0].suspended_at).not.toBeNull();
    expect((await call('/app/installations', await token())).status).toBe(401);
  });

  test('list their repositories and no others', async () => {
    github.setInstallation({ id: 2 });
    github.addRepository('other/app', { installationId: 2 });
    const { json } = await call('/installation/repositories', await token());
    expect(json).toMatchObject({ total_count: 1, repositories: [{ full_name: 'acme/shop', private: true }] });
    expect((await call('/installation/repositories', app())).status).toBe(401);
  });
});

describe('lists of alerts at the local GitHub', () => {
  beforeEach(() => {
    github.addAlert('acme/shop', { secret: newKeyId() });
    pass(1000);
    github.addAlert('acme/shop', { secret: 'x', secretType: 'slack_api_token' });
    pass(1000);
    github.addAlert('acme/shop', { secret: newKeyId(), resolution: 'revoked' });
    pass(1000);
    github.addAlert('acme/shop', { secret: newKeyId(), secretType: 'aws_session_token' });
  });

  test('keep to the state and the types that were asked for', async () => {
    const list = '/repos/acme/shop/secret-scanning/alerts';
    expect(numbers((await call(list, await token())).json)).toEqual([4, 3, 2, 1]);
    const query = '?state=open&secret_type=aws_access_key_id,aws_session_token&hide_secret=true&per_page=1';
    const { json, next } = await call(list + query, await token());
    expect(numbers(json)).toEqual([4]);
    expect(json[0]).not.toHaveProperty('secret');
    const second = await call(next ?? '', await token());
    expect([numbers(second.json), second.next]).toEqual([[1], undefined]);
  });

  test('span an organization, each with its repository', async () => {
    github.addRepository('acme/web');
    github.addRepository('acme/off', { secretScanning: false });
    pass(1000);
    for (const name of ['acme/web', 'acme/off']) github.addAlert(name, { secret: newKeyId() });
    const { json } = await call('/orgs/acme/secret-scanning/alerts?state=open', await token());
    expect(
      json.map(
        ({ repository, number }: { repository: { full_name: string }; number: number }) =>
          `${repository.full_name}#${number}`,
      ),
    ).toEqual(['acme/web#1', 'acme/shop#4', 'acme/shop#2', 'acme/shop#1']);
  });

  test('of an organization are for its own installation, and only where it lets itself be asked', async () => {
    github.setInstallation({ id: 2, permissions: { metadata: 'read' } });
    github.addRepository('other/app', { installationId: 2 });
    const path = '/orgs/acme/secret-scanning/alerts';
    expect((await call(path, await token(2, {}))).status).toBe(404);
    expect((await call('/orgs/other/secret-scanning/alerts', await token(2, {}))).status).toBe(403);
    github.closeOrganization('acme');
    expect((await call(path, await token())).status).toBe(403);
    github.makeUser('acme');
    expect((await call(path, await token())).status).toBe(404);
  });
});

describe('closing an alert at the local GitHub', () => {
  const path = '/repos/acme/shop/secret-scanning/alerts/1';
  const resolved = { state: 'resolved', resolution: 'revoked', resolution_comment: 'contained' };
  const patch = async (body: unknown, level: 'read' | 'write' = 'write') =>
    call(path, await token(github.installationId, { secret_scanning_alerts: level }), 'PATCH', body);

  beforeEach(() => {
    github.setInstallation({ id: github.installationId, permissions: { secret_scanning_alerts: 'write' } });
    github.addAlert('acme/shop', { secret: newKeyId() });
  });

  test('keeps the resolution and the comment, and opens again', async () => {
    const { status, json } = await patch(resolved);
    expect(status).toBe(200);
    expect(json).toMatchObject({ ...resolved, resolved_at: expect.any(String) });
    expect((await patch({ state: 'open' })).json).toMatchObject({
      state: 'open',
      resolution: null,
      resolved_at: null,
    });
  });

  test.each([
    ['without a state', { resolution: 'revoked' }, 422],
    ['without a resolution', { state: 'resolved' }, 422],
    ['with an unknown resolution', { state: 'resolved', resolution: 'gone' }, 422],
    ['as open with a resolution', { state: 'open', resolution: 'revoked' }, 422],
    ['that is open as open', { state: 'open' }, 400],
    ['with too long a comment', { ...resolved, resolution_comment: 'x'.repeat(281) }, 400],
  ])('%s is refused', async (_, body, status) => {
    expect((await patch(body)).status).toBe(status);
    const { json } = await call(path, await token());
    expect(json).toMatchObject({ state: 'open', resolution: null, resolution_comment: null });
  });

  test('takes the right to write, and a reviewer where that is asked for', async () => {
    expect((await patch(resolved, 'read')).status).toBe(403);
    github.delegateDismissal('acme/shop');
    const { status, json } = await patch(resolved);
    expect([status, json.message]).toEqual([403, expect.stringContaining('reviewer')]);
  });
});

describe('rate limits at the local GitHub', () => {
  const left = (headers: Headers) => headers.get('x-ratelimit-remaining');

  test('are one count for all tokens of an installation, for an hour', async () => {
    github.setRateLimit(2);
    const path = '/installation/repositories';
    const first = await call(path, await token());
    expect([first.headers.get('x-ratelimit-limit'), left(first.headers)]).toEqual(['2', '1']);
    expect(left((await call(path, await token())).headers)).toBe('0');
    const refused = await call(path, await token());
    expect([refused.status, refused.json.message]).toEqual([403, expect.stringContaining('rate limit')]);
    expect(refused.headers.get('x-ratelimit-reset')).toBe(first.headers.get('x-ratelimit-reset'));
    pass(hour);
    expect(left((await call(path, await token())).headers)).toBe('1');
  });

  test('of the App are counted by themselves', async () => {
    github.setAppRateLimit(1);
    expect(left((await call('/app/installations', app())).headers)).toBe('0');
    expect((await call('/app/installations', app())).status).toBe(403);
  });
});
