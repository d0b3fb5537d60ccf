import type { WireRequest } from '../wire/message.ts';
import type { Authorization } from './authorization.ts';

/**
 * The text that was signed, rebuilt from the bytes received. The rules are those of "Create a signed AWS API
 * request" in the IAM User Guide.
 */
export function canonicalRequest(request: WireRequest, signed: Authorization, payloadHash: string): string {
  const headers = signed.signedHeaders.map(
    (name) => `${name}:${canonicalValue(request.headers[name] ?? '')}\n`,
  );
  return [
    request.method,
    canonicalPath(request.path, signed.service),
    canonicalQuery(request.query),
    headers.join(''),
    signed.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** S3 signs the path as it is sent; every other service signs it tidied up and encoded once more. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.map(encode).join('/')}${end}`;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const canonicalValue = (value: string): string => value.trim().replace(/\s+/g, ' ');

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** RFC 3986: encodeURIComponent leaves five characters that Signature Version 4 encodes. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Text that is not valid percent-encoding is signed as it stands; it then matches no signature of a real SDK. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
