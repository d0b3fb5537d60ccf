import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { startHost } from './host-setup.ts';

let started: ReturnType<typeof startHost>;
afterEach(() => started.host.close());

/** A function that answers with the event it got. */
const start = async () => {
  started = startHost();
  const { host, register } = started;
  register({
    name: 'echo',
    entry: new URL('../../fixtures/functions/echo/handler.ts', import.meta.url).pathname,
  });
  const send = async (headers: Record<string, string>, body: string | Buffer, path = '/hook') => {
    const answer = await host.urlRequest('echo', { method: 'POST', path, headers, body: Buffer.from(body) });
    return { ...answer, event: JSON.parse(String(answer.body)) };
  };
  return { host, register, send, url: await host.functionUrl('echo') };
};

test('a request becomes an event of payload format 2.0', async () => {
  const { send } = await start();
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'test',
    'X-Hub-Signature-256': 'sha256=1',
  };
  const { statusCode, event } = await send(headers, '{"ä":1}', '/a%20b?x=1&y=2');
  expect(statusCode).toBe(200);
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%20b',
    rawQueryString: 'x=1&y=2',
    queryStringParameters: { x: '1', y: '2' },
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': 'sha256=1' },
    body: '{"ä":1}',
    isBase64Encoded: false,
    requestContext: {
      accountId: 'anonymous',
      stage: '$default',
      http: { method: 'POST', path: '/a%20b', protocol: 'HTTP/1.1', userAgent: 'test' },
    },
  });
  expect(event.requestContext.time).toMatch(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/);
  expect(Math.abs(event.requestContext.timeEpoch - started.clock.now().getTime())).toBeLessThan(60_000);
});

test.each(['application/octet-stream', 'application/x-www-form-urlencoded', ''])(
  'a body of type "%s" arrives in base64, byte for byte',
  async (type) => {
    const { send } = await start();
    const body = randomBytes(300);
    const { event } = await send(type ? { 'content-type': type } : {}, body);
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body, 'base64').equals(body)).toBe(true);
  },
);

test.each(['text/plain; charset=utf-8', 'application/json; charset=utf-8', 'application/vnd.x+json'])(
  'a body of type "%s" arrives as text',
  async (type) => {
    const { send } = await start();
    expect((await send({ 'content-type': type }, 'héllo')).event).toMatchObject({
      body: 'héllo',
      isBase64Encoded: false,
    });
  },
);

test('a request over 6 MB is refused before the function sees it', async () => {
  const { host } = await start();
  const headers = { 'content-type': 'text/plain' };
  const body = Buffer.alloc(6_291_456, 'x');
  const { statusCode } = await host.urlRequest('echo', { method: 'POST', path: '/', headers, body });
  expect(statusCode).toBe(413);
});

test('any client can post to the listener and gets status, headers, cookies and body', async () => {
  const { url } = await start();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const response = await fetch(`${url}teapot`, { method: 'POST', body: 'tea' });
  expect(response.status).toBe(418);
  expect(response.headers.get('x-answer')).toBe('short and stout');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('00ff');
});

test('an error of the function is a 502 that tells nothing', async () => {
  const { url } = await start();
  const response = await fetch(`${url}throw`);
  expect(response.status).toBe(502);
  expect(await response.text()).toBe('Internal Server Error');
});

test('an answer without a status is a 200 in JSON', async () => {
  const { url } = await start();
  const response = await fetch(`${url}bare`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ bare: true });
});
