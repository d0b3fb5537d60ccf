/** One HTTP request as it arrived, before anybody has interpreted it. */
export interface WireRequest {
  method: string;
  /** The path as sent, still percent-encoded: the signature is over exactly these characters. */
  path: string;
  /** The query string as sent, without the `?`. */
  query: string;
  /** By lower-case name; repeated headers are joined with a comma, as HTTP allows. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export const answer = (
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): WireAnswer => ({
  status,
  headers: body.length > 0 ? { 'content-type': contentType, ...headers } : headers,
  body: Buffer.from(body),
});
