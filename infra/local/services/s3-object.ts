import { createHash } from 'node:crypto';

export interface S3Object {
  body: Buffer;
  /** In quotes, as S3 writes it. */
  etag: string;
  lastModified: Date;
  contentType: string;
  metadata: Record<string, string>;
  /** Base64, where the upload named it. */
  sha256?: string;
}

export const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** A payload in any of the forms that it may arrive in: none, text, bytes, or a stream of bytes. */
export async function bytesOf(
  body: string | Uint8Array | AsyncIterable<Uint8Array> | undefined,
): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}
