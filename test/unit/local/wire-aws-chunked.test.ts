import { describe, expect, it } from 'vitest';
import { parseAuthorization } from '#infra/local/signature/authorization.ts';
import { parseChunked } from '#infra/local/signature/aws-chunked.ts';
import { verifySignature } from '#infra/local/signature/verify.ts';
import type { WireRequest } from '#infra/local/wire/message.ts';

/**
 * The worked example of "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
 * Chunks" in the Amazon S3 API reference, with the example credentials that AWS uses throughout its pages.
 */
const SECRET = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');
const NOW = new Date('2013-05-24T00:00:00Z');
const SEED = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
] as const;
const SIGNED =
  'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class';

const chunk = (size: number, signature: string) =>
  `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}\r\n`;

const example = (body: string): WireRequest => ({
  method: 'PUT',
  path: '/examplebucket/chunkObject.txt',
  query: '',
  headers: {
    host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${SIGNED},Signature=${SEED}`,
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'content-length': '66824',
  },
  body: Buffer.from(body),
});

const whole = chunk(65536, SIGNATURES[0]) + chunk(1024, SIGNATURES[1]) + chunk(0, SIGNATURES[2]);

const verify = (request: WireRequest) => {
  const authorization = parseAuthorization(request.headers['authorization']);
  if (!authorization) throw new Error('the example’s Authorization header could not be read');
  return verifySignature(request, authorization, SECRET, NOW);
};

describe('a body in signed chunks', () => {
  it('verifies as in AWS’s own example, and is put together', () => {
    const verdict = verify(example(whole));
    expect(verdict).toMatchObject({ verified: true, request: { headers: { 'content-length': '66560' } } });
    if (verdict.verified) {
      expect(verdict.request.body.equals(Buffer.alloc(66560, 'a'))).toBe(true);
      expect(verdict.request.headers).not.toHaveProperty('content-encoding');
    }
  });

  it.each([
    ['a byte of a chunk is another', whole.replace('\r\na', '\r\nb'), 'bad-signature'],
    [
      'a chunk’s signature is missing',
      whole.replace(`;chunk-signature=${SIGNATURES[1]}`, ''),
      'bad-signature',
    ],
    ['a chunk is missing', chunk(65536, SIGNATURES[0]) + chunk(0, SIGNATURES[2]), 'bad-signature'],
    ['the last chunk never came', chunk(65536, SIGNATURES[0]) + chunk(1024, SIGNATURES[1]), 'bad-digest'],
    ['it is not chunked', 'a'.repeat(66560), 'bad-digest'],
  ])('is refused when %s', (_, body, why) => {
    expect(verify(example(body))).toMatchObject({ verified: false, why });
  });
});

describe('a body in unsigned chunks', () => {
  const request = (body: string, length = 5): WireRequest => ({
    ...example(body),
    headers: { ...example(body).headers, 'x-amz-decoded-content-length': String(length) },
  });

  it('is parsed with its trailers', () => {
    expect(parseChunked(Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'))).toEqual({
      chunks: [
        { data: Buffer.from('hello'), signature: undefined },
        { data: Buffer.alloc(0), signature: undefined },
      ],
      trailers: { 'x-amz-checksum-crc32': 'NhCmhg==' },
      trailerSignature: undefined,
    });
  });

  it('is not taken in place of signed ones', () => {
    expect(verify(request('5\r\nhello\r\n0\r\n\r\n'))).toMatchObject({ verified: false });
  });
});
