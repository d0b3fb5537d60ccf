import { describe, expect, test } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { startLocalGithub } from '#infra/local/github/github.ts';
import type { Question } from '#lib/signal/github/poll/ask.ts';
import { toAttempts, toPayload } from '#lib/signal/github/poll/listed.ts';
import { nextPage } from '#lib/signal/github/poll/next-page.ts';
import { signalId } from '#lib/signal/github/to-leak.ts';
import { githubAlertRef } from '#lib/signal/github-alert-ref.ts';
import { newKeyId } from '#test/fixtures/github/generate.ts';
import { hostOf, hour, pass, pollWorld } from '#test/fixtures/github/poll-world.ts';

const world = pollWorld();
const repeat = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

describe('open alerts', () => {
  test('of the past, 300 of them, are queued once each, by name and number and without their secrets', async () => {
    const { leakInto, poll, queue, queued, github } = world();
    leakInto('acme/shop', 300);
    expect(await poll()).toMatchObject({ alerts: 300, enqueued: 300, skipped: 0, left: [], problems: [] });
    expect(new Set(queued()).size).toBe(300);
    expect(queued()[0]).toBe('acme/shop#300');
    for (const ref of queue) expect(githubAlertRef.parse(ref)).toEqual(ref);
    expect(queue[0]).toMatchObject({ action: 'polled', installationId: github.installationId });
    expect(JSON.stringify(queue)).not.toMatch(/AKIA/);
    for (let run = 0; run < 3; run += 1) {
      pass(hour / 4);
      expect(await poll()).toMatchObject({ alerts: 300, enqueued: 0, skipped: 300 });
    }
    expect(queue).toHaveLength(300);
  });

  test('beyond the most of one run are left to the next ones, and none is queued twice', async () => {
    const { leakInto, poll, queued } = world();
    leakInto('acme/shop', 250);
    const { enqueued, left } = await poll({ limit: 120 });
    expect([enqueued, left]).toEqual([120, [expect.stringContaining('120 alerts were queued')]]);
    expect(await poll({ limit: 120 })).toMatchObject({ enqueued: 120 });
    expect(await poll({ limit: 120 })).toMatchObject({ enqueued: 10, left: [] });
    expect(new Set(queued()).size).toBe(250);
    expect(queued()).toHaveLength(250);
  });

  test('that were handled never come again, and others come again after a day', async () => {
    const { leakInto, poll, queue, queued, handle } = world();
    leakInto('acme/shop', 3);
    await poll();
    handle(queue.slice(0, 2));
    pass(25 * hour);
    expect(await poll()).toMatchObject({ enqueued: 1, skipped: 2 });
    expect(queued()).toEqual(['acme/shop#3', 'acme/shop#2', 'acme/shop#1', 'acme/shop#1']);
  });

  test('are known under the id of their signals, which contain writes down', async () => {
    const { leakInto, poll, queue, seen } = world();
    leakInto('acme/shop');
    await poll();
    const [ref] = queue.splice(0);
    if (ref) seen.set(signalId(ref), {});
    pass(48 * hour);
    await poll();
    expect([ref?.alertNumber, queue]).toEqual([1, []]);
  });

  test('that are resolved or of another provider are none', async () => {
    const { github, poll } = world();
    github.addAlert('acme/shop', { secret: newKeyId(), resolution: 'revoked' });
    github.addAlert('acme/shop', { secret: 'xoxb', secretType: 'slack_api_token' });
    github.addAlert('acme/shop', { secret: 's', secretType: 'aws_session_token' });
    expect(await poll()).toMatchObject({ alerts: 1, enqueued: 1 });
  });

  test('are asked for without their secrets', async () => {
    const { github, leakInto, poll } = world();
    leakInto('acme/shop');
    const { host, ask } = hostOf(github);
    const asked: Question[] = [];
    const listen = (question: Question) => {
      asked.push(question);
      return ask(question);
    };
    await poll({ hosts: [{ host, ask: listen }] });
    github.closeOrganization('acme');
    await poll({ hosts: [{ host, ask: listen }] });
    const lists = asked.filter(({ route }) => /alerts/.test(route));
    expect(lists.map(({ parameters }) => parameters?.['hide_secret'])).toEqual([true, true, true]);
  });

  test('of every installation are queued, also of those that were made to wait', async () => {
    const { github, leakInto, poll, queued } = world();
    for (const id of [2, 3]) {
      github.setInstallation({ id });
      github.addRepository(`org${id}/app`, { installationId: id });
    }
    for (const name of ['acme/shop', 'org2/app', 'org3/app']) leakInto(name, 4);
    const owners = async () => {
      const before = queued().length;
      await poll({ limit: 2 });
      return new Set(
        queued()
          .slice(before)
          .map((name) => name.split('/')[0]),
      );
    };
    // The first one is not done, and yet the others have their turn.
    expect([await owners(), await owners(), await owners()]).toEqual(
      ['acme', 'org2', 'org3'].map((name) => new Set([name])),
    );
    await poll();
    expect(new Set(queued()).size).toBe(12);
  });
});

describe('alerts by repository', () => {
  const paths = () => world().github.served.map(({ path }) => path);

  test('are listed where the organization does not answer as a whole', async () => {
    const { github, leakInto, poll, queued } = world();
    github.addRepository('acme/off', { secretScanning: false });
    github.addRepository('acme/web');
    github.closeOrganization('acme');
    for (const name of ['acme/shop', 'acme/web']) leakInto(name, 101);
    expect(await poll()).toMatchObject({ enqueued: 202, problems: [], left: [], failures: [] });
    expect(new Set(queued()).size).toBe(202);
    expect(paths()).toContain('/orgs/acme/secret-scanning/alerts');
  });

  test('are listed where a person has installed the App', async () => {
    const { github, leakInto, poll } = world();
    github.makeUser('acme');
    leakInto('acme/shop');
    expect(await poll()).toMatchObject({ enqueued: 1 });
    expect(paths()).not.toContain('/orgs/acme/secret-scanning/alerts');
  });

  test('are listed up to the rate limit, and the next hour goes on where that was reached', async () => {
    const { github, leakInto, poll, queued } = world();
    github.closeOrganization('acme');
    const names = repeat(20, (n) => `acme/r${n}`);
    for (const name of names) {
      github.addRepository(name);
      leakInto(name);
    }
    github.setRateLimit(15);
    const first = await poll();
    // One request each for the organization and the repositories, ten for alerts, and a fifth is left to contain.
    expect(first).toMatchObject({ enqueued: 9, problems: [], failures: [] });
    expect(first.left).toEqual([
      expect.stringMatching(/installation 4711 \(acme\): the rate limit .* until 20/),
    ]);
    expect(await poll()).toMatchObject({ enqueued: 0, left: [expect.stringContaining('rate limit')] });
    pass(hour + 1000);
    const before = github.served.length;
    await poll();
    const visited = github.served.slice(before).map(({ path }) => path);
    expect(visited.filter((path) => /repos/.test(path))[1]).toBe('/repos/acme/r9/secret-scanning/alerts');
    pass(hour + 1000);
    expect(await poll()).toMatchObject({ left: [] });
    expect(queued()).toHaveLength(20);
    expect(new Set(queued()).size).toBe(20);
    // Having come to the end, it begins with the first again.
    leakInto('acme/shop');
    pass(hour + 1000);
    expect(await poll()).toMatchObject({ enqueued: 1 });
  });

  test('that GitHub refuses are told, and hide no others', async () => {
    const { github, leakInto, poll } = world();
    github.closeOrganization('acme');
    github.addRepository('acme/web');
    leakInto('acme/web');
    github.fail({ path: /acme\/shop/, effect: { kind: 'status', status: 403 } });
    const { enqueued, problems, failures } = await poll();
    expect([enqueued, failures]).toEqual([1, []]);
    expect(problems).toEqual([
      expect.stringMatching(/1 repository: acme\/shop: .*Secret scanning alerts: read/),
    ]);
  });
});

describe('a repository that GitHub cannot answer for', () => {
  test('keeps nobody from those behind it for longer than a run', async () => {
    const { github, leakInto, poll, queued } = world();
    github.makeUser('acme');
    github.addRepository('acme/web');
    leakInto('acme/web');
    github.fail({ path: /acme\/shop/, effect: { kind: 'status', status: 502 } });
    expect(await poll()).toMatchObject({ enqueued: 0, problems: [expect.stringContaining('502')] });
    expect(await poll()).toMatchObject({ enqueued: 1, problems: [] });
    expect(queued()).toEqual(['acme/web#1']);
    expect((await poll()).problems).toHaveLength(1);
  });
});

describe('a secondary rate limit', () => {
  test('ends the run at its host, and until it is over the host is not asked', async () => {
    const { github, leakInto, poll } = world();
    leakInto('acme/shop');
    const limit = { status: 403, headers: { 'retry-after': '1200' } };
    github.fail({ path: /orgs/, times: 1, effect: { kind: 'status', ...limit } });
    expect(await poll()).toMatchObject({
      enqueued: 0,
      left: [expect.stringContaining('asks to wait until')],
    });
    const asked = github.served.length;
    pass(1190_000);
    expect(await poll()).toMatchObject({ left: [expect.stringContaining('everything')] });
    expect(github.served).toHaveLength(asked);
    pass(11_000);
    expect(await poll()).toMatchObject({ enqueued: 1, left: [] });
  });

  test('that names no time is waited out a minute', async () => {
    const { github, poll } = world();
    github.fail({ path: /hook/, times: 1, effect: { kind: 'status', status: 429 } });
    const { left } = await poll();
    expect(left).toHaveLength(2);
    const asked = github.served.length;
    await poll();
    expect(github.served).toHaveLength(asked);
    pass(61_000);
    expect(await poll()).toMatchObject({ left: [] });
  });
});

describe('what fails', () => {
  test('at one installation hides no other', async () => {
    const { github, leakInto, poll, queued } = world();
    github.setInstallation({ id: 2 });
    github.addRepository('other/app', { installationId: 2 });
    leakInto('acme/shop');
    leakInto('other/app');
    github.setInstallation({ id: github.installationId, suspended: true });
    const { problems, failures } = await poll();
    expect(queued()).toEqual(['other/app#1']);
    expect(failures).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/installation 4711 \(acme\): .*suspended/)]);
  });

  test('because it was not granted says what to grant', async () => {
    const { github, poll } = world();
    github.setInstallation({ id: github.installationId, permissions: { metadata: 'read' } });
    expect(await poll()).toMatchObject({
      problems: [expect.stringContaining('accept it there')],
      failures: [],
    });
  });

  test('at one host hides no other, and is the failure of the run', async () => {
    const { github, leakInto, poll, queued } = world();
    const other = await startLocalGithub({ clock: new MovableClock(), host: 'ghe.acme.com' });
    const hosts = [hostOf(other), hostOf(github)];
    await other.close();
    leakInto('acme/shop');
    const { failures, problems } = await poll({ hosts });
    expect(queued()).toEqual(['acme/shop#1']);
    expect(failures).toEqual(['ghe.acme.com could not be polled at all']);
    expect(problems).toHaveLength(2);
  });

  test('with the key of the App is a failure that says which key, and shows none of it', async () => {
    const { github, poll } = world();
    const app = { ...github.app, appId: 2 };
    const result = await poll({ hosts: [hostOf({ ...github, app })] });
    expect(result.failures).toEqual(['github.com could not be polled at all']);
    expect(result.problems[0]).toContain('the id or the private key of the App');
    expect(JSON.stringify(result)).not.toMatch(/PRIVATE|eyJ/);
  });

  test('at the queue is tried again, and only what it has taken is remembered', async () => {
    const { leakInto, poll, queued } = world();
    leakInto('acme/shop', 4);
    const half = await poll({ enqueue: async (refs) => refs.slice(2) });
    expect(half).toMatchObject({ enqueued: 2, failures: ['the queue did not take 2 alerts'] });
    expect(await poll()).toMatchObject({ enqueued: 2, skipped: 2 });
    expect(queued()).toEqual(['acme/shop#4', 'acme/shop#3']);
    const down = poll({ enqueue: () => Promise.reject(new Error('SQS is down')) });
    await expect(down).resolves.toMatchObject({ enqueued: 0 });
    leakInto('acme/shop');
    await expect(poll({ enqueue: () => Promise.reject(new Error('SQS is down')) })).rejects.toThrow(
      'SQS is down',
    );
    expect(await poll()).toMatchObject({ enqueued: 1 });
  });

  test('for want of time is left to the next run', async () => {
    const { github, leakInto, poll } = world();
    leakInto('acme/shop');
    expect(await poll({ timeLeft: () => 0 })).toMatchObject({
      left: [expect.stringContaining('time of this run'), expect.stringContaining('open alerts')],
      failures: [],
    });
    expect(github.served).toEqual([]);
    expect(await poll()).toMatchObject({ enqueued: 1, left: [] });
  });

  test.each([
    ['no list', { message: 'hello' }, 'is not a list of alerts'],
    ['an entry without a number', [{ secret_type: 'aws_access_key_id' }], 'no usable number'],
    [
      'a repository that leads elsewhere',
      [{ number: 1, secret_type: 'aws_api_key', repository: { name: '..', owner: { login: 'a' } } }],
      'no usable repository.name',
    ],
  ])('to be as documented (%s) is told and queued as nothing', async (_, body, told) => {
    const { github, poll } = world();
    github.fail({ path: /orgs/, effect: { kind: 'body', body } });
    expect(await poll()).toMatchObject({ enqueued: 0, problems: [expect.stringContaining(told)] });
  });
});

describe('several hosts', () => {
  test('with an alert of the same name each bring their own', async () => {
    const { github, leakInto, poll, queued } = world();
    const enterprise = await startLocalGithub({ clock: new MovableClock(), host: 'ghe.acme.com' });
    try {
      enterprise.addRepository('acme/shop');
      enterprise.addAlert('acme/shop', { secret: newKeyId() });
      leakInto('acme/shop');
      const hosts = () => [hostOf(github), hostOf(enterprise)];
      expect(await poll({ hosts: hosts() })).toMatchObject({ alerts: 2, enqueued: 2, problems: [] });
      expect(queued().sort()).toEqual(['acme/shop#1', 'ghe.acme.com/acme/shop#1']);
      expect(await poll({ hosts: hosts() })).toMatchObject({ enqueued: 0, skipped: 2 });
    } finally {
      await enterprise.close();
    }
  });
});

describe('failed deliveries', () => {
  test('bring their alert once, with what they said, and the open alert is not queued beside it', async () => {
    const { receiver, leakInto, deliver, poll, queue } = world();
    receiver.status = 503;
    const [number = 0] = leakInto('acme/shop');
    await deliver('acme/shop', number);
    expect(await poll()).toMatchObject({ deliveries: 1, alerts: 1, enqueued: 1, skipped: 1 });
    expect(queue).toMatchObject([{ action: 'created', alertNumber: number, repository: { name: 'shop' } }]);
    for (let run = 0; run < 3; run += 1) {
      pass(hour / 4);
      expect(await poll()).toMatchObject({ enqueued: 0 });
    }
  });

  test('are followed through pages, and those that arrived are none', async () => {
    const { github, receiver, leakInto, deliver, poll } = world();
    const [number = 0] = leakInto('acme/shop');
    receiver.status = 500;
    const guid = await deliver('acme/shop', number);
    receiver.status = 202;
    for (let n = 0; n < 120; n += 1) await deliver('acme/shop', number);
    expect(await poll()).toMatchObject({ deliveries: 1, enqueued: 1 });
    const read = github.served.filter(({ path }) => /deliveries\/\d+$/.test(path));
    expect(read.map(({ path }) => path)).toEqual(['/app/hook/deliveries/1']);
    expect(receiver.received).toContain(guid);
  });

  test('that were delivered again meanwhile are none', async () => {
    const { github, receiver, leakInto, deliver, poll, handle, queue } = world();
    const [number = 0] = leakInto('acme/shop');
    await poll();
    handle(queue);
    receiver.status = 500;
    const guid = await deliver('acme/shop', number);
    await deliver('acme/shop', number, guid);
    receiver.status = 202;
    await deliver('acme/shop', number, guid);
    expect(github.deliveries()).toHaveLength(3);
    expect(await poll()).toMatchObject({ deliveries: 0, enqueued: 0 });
  });

  test('that nobody answered count, and of several attempts the webhook counts once', async () => {
    const { github, leakInto, poll } = world();
    const [number = 0] = leakInto('acme/shop');
    const payload = github.webhookPayload('acme/shop', number, 'publicly_leaked');
    const delivery = signedDelivery({ secret: 's', payload });
    for (let n = 0; n < 2; n += 1) expect(await github.deliver(delivery, 'http://127.0.0.1:1/')).toBe(502);
    expect(await poll()).toMatchObject({ deliveries: 1, enqueued: 1 });
  });

  test.each([
    ['github.com', 3],
    ['ghe.acme.com', 7],
  ])('of %s count for %d days', async (host, days) => {
    const { receiver, poll, queue } = world();
    const github = await startLocalGithub({ clock: new MovableClock(), host });
    try {
      github.addRepository('acme/shop');
      receiver.status = 500;
      for (const age of [1, 0]) {
        const number = github.addAlert('acme/shop', { secret: newKeyId(), resolution: 'revoked' });
        const payload = github.webhookPayload('acme/shop', number);
        await github.deliver(signedDelivery({ secret: 's', payload }), receiver.url);
        pass(age * 2 * hour);
      }
      pass((days * 24 - 1) * hour);
      expect(await poll({ hosts: [hostOf(github)] })).toMatchObject({ deliveries: 1, enqueued: 1 });
      expect(queue).toMatchObject([{ alertNumber: 2, ...(days === 7 ? { host } : {}) }]);
    } finally {
      await github.close();
    }
  });

  test.each([
    ['github.com', 'https://ghe.elsewhere.com/acme/shop', undefined],
    ['ghe.acme.com', 'https://github.com/acme/shop', 'ghe.acme.com'],
  ])('of %s belong to it, even if they name %s', async (host, page, expected) => {
    const { receiver, poll, queue } = world();
    const github = await startLocalGithub({ clock: new MovableClock(), host });
    try {
      github.addRepository('acme/shop');
      receiver.status = 500;
      const payload = github.webhookPayload(
        'acme/shop',
        github.addAlert('acme/shop', { secret: newKeyId() }),
      );
      const repository = { ...payload.repository, html_url: page };
      const forged = signedDelivery({ secret: 's', payload: { ...payload, repository } });
      await github.deliver(forged, receiver.url);
      await poll({ hosts: [hostOf(github)] });
      expect(queue.map((ref) => ref.host)).toEqual([expected]);
    } finally {
      await github.close();
    }
  });

  test('that were under way when we looked are found by the next run', async () => {
    const { receiver, leakInto, deliver, poll, handle, queue } = world();
    const [number = 0] = leakInto('acme/shop');
    await poll();
    handle(queue);
    pass(24 * hour);
    receiver.status = 500;
    let answer = () => {};
    receiver.busy = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const delivered = deliver('acme/shop', number);
    pass(5_000);
    expect(await poll()).toMatchObject({ deliveries: 0 });
    answer();
    await delivered;
    pass(hour / 4);
    expect(await poll()).toMatchObject({ deliveries: 1, enqueued: 1 });
  });

  test('are given up for this run when GitHub shows none of them', async () => {
    const { github, receiver, leakInto, deliver, poll } = world();
    receiver.status = 500;
    for (const number of leakInto('acme/shop', 9)) await deliver('acme/shop', number);
    github.fail({ path: /deliveries\/\d+$/, effect: { kind: 'status', status: 502 } });
    expect(await poll()).toMatchObject({ alerts: 9, enqueued: 9, failures: [] });
    expect(github.served.filter(({ path }) => /deliveries\/\d+$/.test(path))).toHaveLength(3);
  });

  test('that cannot be read are the failure of one run, and others are ignored in silence', async () => {
    const { github, receiver, poll } = world();
    receiver.status = 500;
    const ping = { zen: 'Keep it simple.', hook_id: 1 };
    const broken = { action: 'created', alert: { number: 'one', secret_type: 'aws_api_key' } };
    for (const payload of [ping, broken, 'no JSON'])
      await github.deliver(signedDelivery({ secret: 's', payload }), receiver.url);
    await github.deliver(signedDelivery({ secret: 's', payload: {}, event: 'push' }), receiver.url);
    const { failures, deliveries } = await poll();
    expect(deliveries).toBe(3);
    expect(failures).toHaveLength(2);
    expect(failures[1]).toContain('body must be a JSON object');
    expect(failures[0]).toContain('alert.number');
    expect(await poll()).toMatchObject({ failures: [], enqueued: 0 });
  });

  test('that GitHub does not show hide no others, and are tried again', async () => {
    const { github, receiver, leakInto, deliver, poll, queued } = world();
    receiver.status = 500;
    for (const number of leakInto('acme/shop', 3)) await deliver('acme/shop', number);
    pass(2 * hour);
    github.fail({ path: /deliveries\/1$/, times: 1, effect: { kind: 'status', status: 502 } });
    const first = await poll();
    expect(first).toMatchObject({ deliveries: 3, problems: [expect.stringContaining('502')] });
    // The alert itself came another way.
    expect(queued()).toEqual(['acme/shop#2', 'acme/shop#3', 'acme/shop#1']);
    pass(2 * hour);
    expect(await poll()).toMatchObject({ enqueued: 1, problems: [] });
    expect(queued()).toHaveLength(4);
  });

  test('are not asked for again up to when they were looked at', async () => {
    const { github, receiver, leakInto, deliver, poll } = world();
    const [number = 0] = leakInto('acme/shop');
    receiver.status = 202;
    for (let n = 0; n < 130; n += 1) await deliver('acme/shop', number);
    pass(2 * hour);
    const listings = async () => {
      const before = github.served.length;
      await poll();
      return github.served.slice(before).filter(({ path }) => path.endsWith('/deliveries')).length;
    };
    expect([await listings(), await listings()]).toEqual([2, 1]);
  });
});

test('numbers beyond what JavaScript counts exactly stay what they are', () => {
  const id = 12_345_678_901_234_567n;
  const delivered_at = '2026-11-24T00:00:00Z';
  const [attempt] = toAttempts([{ id, guid: 'g', delivered_at, status_code: 0, event: 'push' }], []);
  expect(attempt).toMatchObject({ id: '12345678901234567', delivered: false });
  const bytes = toPayload({ request: { payload: { repository: { id } } } });
  expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({ repository: { id: Number(id) } });
});

describe('the link to a next page', () => {
  test.each([
    [undefined, undefined],
    ['<https://api.github.com/x?page=1>; rel="prev"', undefined],
    [
      '<https://api.github.com/x?page=1>; rel="prev", <https://a.b/x?page=3&per_page=5>; rel="next"',
      { page: '3' },
    ],
    ['<https://evil.example/orgs/x?cursor=v1_9&org=evil&route=x>; rel="next"', { cursor: 'v1_9' }],
    ['<not an address>; rel="next"', undefined],
  ])('%s leads to %j, and to no other address', (link, next) => {
    expect(nextPage(link)).toEqual(next);
  });
});
