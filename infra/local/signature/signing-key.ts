import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Authorization } from './authorization.ts';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The key of one day, region and service. */
export function signingKey(secretAccessKey: string, { date, region, service }: Authorization): Buffer {
  const day = hmac(`AWS4${secretAccessKey}`, date);
  return hmac(hmac(hmac(day, region), service), 'aws4_request');
}

export const scopeOf = ({ date, region, service }: Authorization): string =>
  `${date}/${region}/${service}/aws4_request`;

export const signature = (key: Buffer, stringToSign: string): string =>
  hmac(key, stringToSign).toString('hex');

/** In constant time, as for any secret. */
export const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
