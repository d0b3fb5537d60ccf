import { crc32 } from 'node:zlib';
import type { WireRequest } from '../wire/message.ts';
import type { Authorization } from './authorization.ts';
import { type ChunkedBody, parseChunked } from './aws-chunked.ts';
import { same, scopeOf, sha256, signature } from './signing-key.ts';

interface RefusedPayload {
  refused: 'bad-signature' | 'bad-digest';
  message: string;
}

const UNFIT = "The provided 'x-amz-content-sha256' header does not match what was computed.";
const EMPTY_HASH = sha256('');

/** Compares the body with what the signature says of it, and takes it out of its aws-chunked encoding. */
export function openPayload(
  request: WireRequest,
  signed: Authorization,
  key: Buffer,
  signedAt: string,
): WireRequest | RefusedPayload {
  const declared = request.headers['x-amz-content-sha256'];
  if (declared === undefined || declared === sha256(request.body)) return request;
  if (signed.service !== 's3') return refuse('bad-signature', UNFIT);
  if (declared === 'UNSIGNED-PAYLOAD') return request;
  if (!declared.startsWith('STREAMING-')) return refuse('bad-digest', UNFIT);
  const body = parseChunked(request.body);
  if (!body) return refuse('bad-digest', 'The aws-chunked body is not well-formed.');
  if (declared.startsWith('STREAMING-AWS4-HMAC-SHA256') && !chunksSigned(body, signed, key, signedAt)) {
    return refuse('bad-signature', 'A chunk signature does not match its data.');
  }
  return unchunked(request, body);
}

const refuse = (refused: RefusedPayload['refused'], message: string): RefusedPayload => ({
  refused,
  message,
});

/** Each chunk's signature covers its data and the signature before it; the trailer's comes last. */
function chunksSigned(body: ChunkedBody, signed: Authorization, key: Buffer, signedAt: string): boolean {
  const signText = (kind: string, ...rest: string[]) =>
    signature(key, [`AWS4-HMAC-SHA256-${kind}`, signedAt, scopeOf(signed), ...rest].join('\n'));
  let previous = signed.signature;
  for (const { data, signature: given } of body.chunks) {
    const expected = signText('PAYLOAD', previous, EMPTY_HASH, sha256(data));
    if (given === undefined || !same(given, expected)) return false;
    previous = given;
  }
  const lines = Object.entries(body.trailers).map(([name, value]) => `${name}:${value}\n`);
  if (lines.length === 0) return true;
  return same(body.trailerSignature ?? '', signText('TRAILER', previous, sha256(lines.join(''))));
}

/** The trailers join the headers, which is where S3's operations expect a checksum. */
function unchunked(request: WireRequest, { chunks, trailers }: ChunkedBody): WireRequest | RefusedPayload {
  const body = Buffer.concat(chunks.map(({ data }) => data));
  const length = request.headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== body.length)
    return refuse('bad-digest', 'The body is incomplete.');
  const declared = trailers['x-amz-checksum-crc32'];
  if (declared !== undefined && declared !== crc32Of(body)) {
    return refuse('bad-digest', 'The CRC32 you specified did not match the calculated checksum.');
  }
  const encoding = (request.headers['content-encoding'] ?? '').replace(/aws-chunked,?\s*/, '');
  const { 'content-encoding': _, ...headers } = request.headers;
  const kept = encoding === '' ? headers : { ...headers, 'content-encoding': encoding };
  return { ...request, headers: { ...kept, ...trailers, 'content-length': String(body.length) }, body };
}

function crc32Of(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}
