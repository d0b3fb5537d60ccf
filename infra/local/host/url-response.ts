import type { InvocationResult } from './result.ts';

export interface UrlResponse {
  statusCode: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

const json = { 'content-type': 'application/json' };

export const tooLarge: UrlResponse = {
  statusCode: 413,
  headers: json,
  body: JSON.stringify({ Message: 'Request Entity Too Large' }),
};

interface ProxyAnswer {
  statusCode?: number;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

const answerOf = (payload: string): ProxyAnswer | undefined => {
  const value: unknown = JSON.parse(payload);
  return typeof value === 'object' && value !== null && 'statusCode' in value
    ? (value as ProxyAnswer)
    : undefined;
};

/** What a Function URL makes of an answer: an error is a 502 without its text, a bare value is a 200 in JSON. */
export const urlResponse = ({ payload, functionError }: InvocationResult): UrlResponse => {
  if (functionError) return { statusCode: 502, headers: json, body: 'Internal Server Error' };
  const answer = answerOf(payload);
  if (!answer) return { statusCode: 200, headers: json, body: payload };
  const { statusCode = 200, headers = {}, cookies, body = '', isBase64Encoded } = answer;
  return {
    statusCode,
    headers: { ...json, ...headers, ...(cookies ? { 'set-cookie': cookies } : {}) },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
};
