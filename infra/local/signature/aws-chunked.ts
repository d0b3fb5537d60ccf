/**
 * The body encoding `aws-chunked`, in which S3 uploads arrive when their length or checksum was not known at
 * first: `size[;chunk-signature=…]CRLF data CRLF`, a chunk of size 0, then trailers. "Signature calculations:
 * transferring payload in multiple chunks" in the S3 API reference.
 */
export interface ChunkedBody {
  chunks: { data: Buffer; signature: string | undefined }[];
  /** By lower-case name, without the trailer's own signature. */
  trailers: Record<string, string>;
  trailerSignature: string | undefined;
}

/** Undefined when the body is not well-formed. */
export function parseChunked(body: Buffer): ChunkedBody | undefined {
  const chunks: ChunkedBody['chunks'] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const header = /^([0-9a-f]+)(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(
      body.toString('latin1', at, Math.max(end, at)),
    );
    if (!header) return undefined;
    const size = Number.parseInt(header[1] ?? '', 16);
    const start = end + 2;
    chunks.push({ data: body.subarray(start, start + size), signature: header[2] });
    if (size === 0) return { chunks, ...parseTrailers(body.toString('utf8', start)) };
    at = start + size + 2;
    if (body.toString('latin1', at - 2, at) !== '\r\n') return undefined;
  }
}

function parseTrailers(text: string): Pick<ChunkedBody, 'trailers' | 'trailerSignature'> {
  const trailers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { 'x-amz-trailer-signature': trailerSignature, ...checksums } = trailers;
  return { trailers: checksums, trailerSignature };
}
