/** A request to a Function URL, before it becomes an event. */
export interface UrlRequest {
  method: string;
  /** With its query string. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
  sourceIp?: string;
}

export interface UrlEventContext {
  urlId: string;
  region: string;
  requestId: string;
  at: Date;
}

// Everything else reaches a function in base64: a signature must then be checked over the decoded bytes.
const textual = /^(text\/.+|application\/(json|javascript|xml|.+\+json|.+\+xml))\s*(;|$)/i;

/** Whether Lambda passes the body on as text. A body without a content type, or a compressed one, is binary. */
export const isText = (headers: Record<string, string>): boolean =>
  textual.test(headers['content-type'] ?? '') && !headers['content-encoding'];

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
const requestTime = (at: Date): string => {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(at.toISOString()) ?? [];
  return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`;
};

const bodyOf = ({ body }: UrlRequest, headers: Record<string, string>) => {
  if (!body || body.length === 0) return { isBase64Encoded: false };
  const text = isText(headers);
  return { body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
};

/**
 * The event of payload format 2.0 ("Invoking Lambda function URLs" in the Lambda guide). Header names are lower
 * case there, cookies stand apart, and the account of a caller who did not sign is `anonymous`.
 */
export const urlEvent = (request: UrlRequest, { urlId, region, requestId, at }: UrlEventContext) => {
  const [rawPath = '/', rawQueryString = ''] = request.path.split('?', 2);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { cookie, ...otherHeaders } = headers;
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  const domainName = `${urlId}.lambda-url.${region}.on.aws`;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie ? { cookies: cookie.split(/;\s*/) } : {}),
    headers: { ...otherHeaders, host: domainName },
    ...(rawQueryString ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: 'anonymous',
      apiId: urlId,
      domainName,
      domainPrefix: urlId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: requestTime(at),
      timeEpoch: at.getTime(),
    },
    ...bodyOf(request, headers),
  };
};
