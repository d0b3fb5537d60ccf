import { createHash, createHmac, randomBytes } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAuthorization } from '#infra/local/signature/authorization.ts';
import { verifySignature } from '#infra/local/signature/verify.ts';
import type { WireRequest } from '#infra/local/wire/message.ts';

/** The SDK's own signer is the judge: what it signs must verify, and nothing else may. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array));
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.#hash.update(data as Uint8Array);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {
    throw new Error('a hash is used once');
  }
}

const secretAccessKey = randomBytes(30).toString('base64');
const NOW = new Date('2026-01-31T12:00:00.000Z');
const PATH_SAFE = 'abcZ019-_.~';

const requests = fc.record({
  service: fc.constantFrom('iam', 's3', 'lambda', 'dynamodb'),
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
  segments: fc.array(
    fc.string({ unit: fc.constantFrom(...PATH_SAFE, ' ', ':', '(', 'é'), minLength: 1, maxLength: 8 }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  query: fc.dictionary(
    fc.string({ unit: fc.constantFrom(...'abyz09-._~ /:é+'), minLength: 1, maxLength: 6 }),
    fc.string({ unit: fc.constantFrom(...'abyz09-._~ /=&é+*'), maxLength: 8 }),
    { maxKeys: 4 },
  ),
  header: fc.stringMatching(/^[a-z0-9]{1,12}$/),
  body: fc.uint8Array({ minLength: 1, maxLength: 60 }),
  sessionToken: fc.option(fc.base64String({ minLength: 4, maxLength: 40 }), { nil: undefined }),
});

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

async function signed(
  value: typeof requests extends fc.Arbitrary<infer T> ? T : never,
): Promise<WireRequest> {
  const path = `/${value.segments
    .filter((each) => !/^\.+$/.test(each))
    .map(encode)
    .join('/')}`;
  const signer = new SignatureV4({
    service: value.service,
    region: 'us-east-1',
    credentials: {
      accessKeyId: 'AKIASIGNED',
      secretAccessKey,
      ...(value.sessionToken ? { sessionToken: value.sessionToken } : {}),
    },
    sha256: Sha256,
    uriEscapePath: value.service !== 's3',
  });
  const query = Object.fromEntries(Object.entries(value.query));
  const request = { method: value.method, protocol: 'http:', hostname: 'x', path, query, body: value.body };
  const result = await signer.sign(
    { ...request, headers: { host: '127.0.0.1:4566', 'x-amz-target': value.header } },
    { signingDate: NOW },
  );
  const pairs = Object.entries(query).map(([name, text]) => `${encode(name)}=${encode(text)}`);
  return {
    method: value.method,
    path,
    query: pairs.join('&'),
    headers: result.headers,
    body: Buffer.from(value.body),
  };
}

function verify(request: WireRequest, secret = secretAccessKey, now = NOW) {
  const authorization = parseAuthorization(request.headers['authorization']);
  if (!authorization) throw new Error('the SDK’s Authorization header could not be read');
  return verifySignature(request, authorization, secret, now);
}

/** Another character in place of one letter or digit, so that it is not the same thing written otherwise. */
function flip(text: string, at: number): string | undefined {
  const places = [...text.matchAll(/(?<!%.?)[a-z0-9]/gi)].map(({ index }) => index);
  const place = places[at % Math.max(places.length, 1)];
  if (place === undefined) return undefined;
  return text.slice(0, place) + (text[place] === 'q' ? 'r' : 'q') + text.slice(place + 1);
}

const place = fc.nat();

describe('the signature', () => {
  it('verifies whatever the SDK’s own signer signs', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (value) => {
        expect(verify(await signed(value))).toMatchObject({ verified: true });
      }),
    );
  });

  it.each<[string, (request: WireRequest, at: number) => WireRequest | undefined]>([
    ['method', (request) => ({ ...request, method: request.method === 'GET' ? 'POST' : 'GET' })],
    ['path', (request, at) => changed(request, 'path', flip(request.path, at))],
    ['query', (request, at) => changed(request, 'query', flip(request.query, at))],
    [
      'header',
      (request, at) => header(request, 'x-amz-target', flip(request.headers['x-amz-target'] ?? '', at)),
    ],
    ['host', (request, at) => header(request, 'host', flip('127.0.0.1:4566', at))],
    ['body', (request, at) => ({ ...request, body: flipBit(request.body, at) })],
    [
      'token',
      (request, at) =>
        header(request, 'x-amz-security-token', flip(request.headers['x-amz-security-token'] ?? '', at)),
    ],
    ['added x-amz- header', (request) => header(request, 'x-amz-extra', 'x')],
    [
      'signature',
      (request, at) =>
        header(request, 'authorization', flipSignature(request.headers['authorization'] ?? '', at)),
    ],
  ])('does not verify once its %s is changed', async (_, change) => {
    await fc.assert(
      fc.asyncProperty(requests, place, async (value, at) => {
        const request = change(await signed(value), at);
        fc.pre(request !== undefined);
        // S3 has another name for a body that does not fit its hash.
        if (request)
          expect(verify(request)).toMatchObject({
            verified: false,
            why: expect.stringMatching(/^bad-(signature|digest)$/),
          });
      }),
    );
  });

  it('does not verify with another secret', async () => {
    await fc.assert(
      fc.asyncProperty(requests, place, async (value, at) => {
        const other = flip(secretAccessKey, at) ?? 'other';
        expect(verify(await signed(value), other)).toMatchObject({ verified: false, why: 'bad-signature' });
      }),
    );
  });

  it('is good for fifteen minutes around its date and not a second longer', async () => {
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: -2000, max: 2000 }), async (value, seconds) => {
        const verdict = verify(
          await signed(value),
          secretAccessKey,
          new Date(NOW.getTime() + seconds * 1000),
        );
        const expected = Math.abs(seconds) <= 900 ? { verified: true } : { verified: false, why: 'skewed' };
        expect(verdict).toMatchObject(expected);
      }),
    );
  });
});

const changed = (request: WireRequest, part: 'path' | 'query', to: string | undefined) =>
  to === undefined ? undefined : { ...request, [part]: to };

const header = (request: WireRequest, name: string, to: string | undefined) =>
  to === undefined ? undefined : { ...request, headers: { ...request.headers, [name]: to } };

function flipBit(body: Buffer, at: number): Buffer {
  const copy = Buffer.from(body);
  const index = at % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (at % 8));
  return copy;
}

function flipSignature(authorization: string, at: number): string {
  const index = authorization.length - 1 - (at % 64);
  const other = authorization[index] === '0' ? '1' : '0';
  return authorization.slice(0, index) + other + authorization.slice(index + 1);
}
