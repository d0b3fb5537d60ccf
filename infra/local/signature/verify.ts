import type { WireRequest } from '../wire/message.ts';
import type { Authorization } from './authorization.ts';
import { canonicalRequest } from './canonical-request.ts';
import { openPayload } from './payload.ts';
import { same, scopeOf, sha256, signature, signingKey } from './signing-key.ts';

export type Verdict =
  | { verified: true; request: WireRequest }
  | { verified: false; why: 'bad-signature' | 'skewed' | 'bad-digest'; message: string };

export const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const ALLOWED_SKEW = 15 * 60 * 1000;

/**
 * Verifies a Signature Version 4 over the bytes received. A verified answer carries the request with its body
 * decoded, when that arrived as aws-chunked.
 */
export function verifySignature(
  request: WireRequest,
  signed: Authorization,
  secret: string,
  now: Date,
): Verdict {
  const signedAt = request.headers['x-amz-date'] ?? '';
  const late = skew(signedAt, now) ?? (signedAt.slice(0, 8) === signed.date ? undefined : mismatch);
  if (late) return late;
  const missing = unsignedHeader(request, signed);
  if (missing)
    return refuse('bad-signature', `'${missing}' must be a 'SignedHeader' in the AWS Authorization header.`);
  const key = signingKey(secret, signed);
  const hash = payloadHash(request);
  const text = canonicalRequest(request, signed, hash);
  const stringToSign = ['AWS4-HMAC-SHA256', signedAt, scopeOf(signed), sha256(text)].join('\n');
  if (!same(signature(key, stringToSign), signed.signature)) return mismatch;
  const payload = openPayload(request, signed, key, signedAt);
  return 'refused' in payload
    ? refuse(payload.refused, payload.message)
    : { verified: true, request: payload };
}

const refuse = (why: Exclude<Verdict, { verified: true }>['why'], message: string): Verdict => ({
  verified: false,
  why,
  message,
});

const mismatch = refuse('bad-signature', MISMATCH);

/** Services other than S3 may leave the header out: then the hash is that of the body itself. */
const payloadHash = (request: WireRequest): string =>
  request.headers['x-amz-content-sha256'] ?? sha256(request.body);

/** The host, and whatever steers AWS, must be under the signature. */
function unsignedHeader(request: WireRequest, signed: Authorization): string | undefined {
  const steering = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  return ['host', ...steering].find((name) => !signed.signedHeaders.includes(name));
}

function skew(signedAt: string, now: Date): Verdict | undefined {
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt);
  if (!at) return refuse('bad-signature', 'Date must be in ISO-8601 basic format');
  const [, year, month, day, hour, minute, second] = at.map(Number);
  const ahead = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - now.getTime();
  if (ahead < -ALLOWED_SKEW) return refuse('skewed', tooOld(signedAt, now));
  return ahead > ALLOWED_SKEW ? refuse('skewed', tooNew(signedAt, now)) : undefined;
}

const tooOld = (signedAt: string, now: Date) =>
  `Signature expired: ${signedAt} is now earlier than ${basic(now, -ALLOWED_SKEW)} (${basic(now)} - 15 min.)`;

const tooNew = (signedAt: string, now: Date) =>
  `Signature not yet current: ${signedAt} is still later than ${basic(now, ALLOWED_SKEW)} (${basic(now)} + 15 min.)`;

/** ISO 8601 without punctuation, as `X-Amz-Date` has it. */
const basic = (at: Date, plus = 0): string =>
  new Date(at.getTime() + plus).toISOString().replace(/[-:]|\.\d{3}/g, '');
