import type { IncomingMessage } from 'node:http';
import type { WireRequest } from '../wire/message.ts';

/** The largest body taken, in bytes. Larger S3 objects have no place on a test bed. */
export const BODY_LIMIT = 32 * 1024 * 1024;

/** Reads a request to its end; undefined when its body is over the limit. */
export async function receive(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    size += part.length;
    // What is over the limit is read and dropped, so that the client gets to see the answer.
    if (size <= BODY_LIMIT) parts.push(part);
  }
  if (size > BODY_LIMIT) return undefined;
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: query.join('?'),
    headers: headersOf(incoming.rawHeaders),
    body: Buffer.concat(parts),
  };
}

/** From the raw list, since Node drops some repeated headers that a signature may cover. */
function headersOf(raw: string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = Buffer.from(raw[at + 1] ?? '', 'latin1').toString('utf8');
    headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return headers;
}
