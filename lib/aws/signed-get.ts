import { createHash, createHmac } from 'node:crypto';
import { timestamp } from '#lib/platform/clock.ts';
import { iamClient } from './clients.ts';

/** AWS answered with an error. `name` is its code. */
export class AnsweredError extends Error {
  readonly $metadata: { httpStatusCode: number };
  constructor(code: string, message: string, httpStatusCode: number) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode };
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** The headers of a GET without a query, signed by Signature Version 4 (IAM user guide, "Create a signed request"). */
const signedHeaders = (
  url: URL,
  service: string,
  region: string,
  by: Credentials,
): Record<string, string> => {
  const at = timestamp().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${at.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-date': at,
    ...(by.sessionToken && { 'x-amz-security-token': by.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'GET',
    url.pathname,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(''),
  ];
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical.join('\n'))].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${by.secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${by.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
};

const patience = 10_000;

const jsonOf = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const wordsOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : 'no words with it';

/**
 * One GET of a REST service whose client is not worth a dependency, with the terminal's own credentials.
 * @param address without a query: `https://guardduty.eu-central-1.amazonaws.com/detector`
 * @returns the JSON that was answered
 * @throws AnsweredError with AWS's code as its name; what `fetch` throws
 */
export const signedGet = async (address: string, service: string, region: string): Promise<unknown> => {
  const url = new URL(address);
  const { host: _, ...headers } = signedHeaders(url, service, region, await iamClient().config.credentials());
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(patience) });
  const body = await jsonOf(response);
  if (response.ok) return body;
  // `AccessDeniedException:http://…` in some services (AWS restJson1 protocol, "Operation error serialization").
  const [code] = (response.headers.get('x-amzn-errortype') ?? `HTTP${response.status}`).split(':');
  throw new AnsweredError(code ?? 'UnknownError', wordsOf(body), response.status);
};
