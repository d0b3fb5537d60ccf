import type { Octokit } from '@octokit/core';
import { GithubRefused } from './errors.ts';
import { explainFailure, type Subject } from './refusals.ts';
import { sameOriginFetch } from './same-origin-fetch.ts';

export interface ApiRequest {
  /** `GET /repos/{owner}/{repo}/…` */
  route: string;
  /** Fill the braces of the route; the rest becomes the query or the body. */
  parameters: Record<string, unknown>;
  /** The value of the Authorization header. */
  authorization: string;
  subject: Subject;
}

export interface Sender {
  /** The answer's JSON. @throws GithubUnavailable, GithubRefused */
  json(request: ApiRequest): Promise<unknown>;
  /**
   * The answer's bytes but for the zeros among them, at most `limit` with the zeros.
   * @throws GithubUnavailable, GithubRefused
   */
  bytes(request: ApiRequest, limit: number): Promise<Uint8Array>;
}

// A message waits on the queue for this answer and is delivered again after its visibility timeout.
const timeout = 10_000;

/**
 * Zeros are every other byte of ASCII in UTF-16 and say nothing. They go while they are bytes: to take two million
 * of them out of a string costs V8 a hundred megabytes.
 */
const withoutZeros = (part: Uint8Array): Uint8Array => {
  if (!part.includes(0)) return part;
  const kept = new Uint8Array(part.length);
  let length = 0;
  for (let index = 0; index < part.length; index += 1) {
    const byte = part[index];
    if (byte) kept[length++] = byte;
  }
  return kept.slice(0, length);
};

const readUpTo = async (stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(withoutZeros(part));
    length += part.length;
    if (length > limit)
      throw new GithubRefused(200, `the file is larger than ${limit} bytes and was not searched`);
  }
  return Buffer.concat(parts);
};

/**
 * Sends requests through octokit and lets none of its errors out: they hold the token and the answer's body.
 * Octokit is loaded with the first request, so that signals of other sources never wait for it.
 */
export const githubSender = (apiUrl: string): Sender => {
  let loading: Promise<Octokit> | undefined;
  const octokit = (): Promise<Octokit> => {
    loading ??= import('@octokit/core').then(
      (core) => new core.Octokit({ baseUrl: apiUrl.replace(/\/+$/, ''), userAgent: 'tourniquet' }),
    );
    return loading;
  };
  const send = async ({ route, parameters, authorization }: ApiRequest, raw: boolean): Promise<unknown> => {
    const { data } = await (await octokit()).request(route, {
      ...parameters,
      headers: {
        authorization,
        accept: raw ? 'application/vnd.github.raw+json' : 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
      request: {
        fetch: sameOriginFetch,
        signal: AbortSignal.timeout(timeout),
        parseSuccessResponseBody: !raw,
      },
    });
    return data;
  };
  const guarded = async <T>(subject: Subject, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explainFailure(error, subject);
    }
  };
  return {
    json: (request) => guarded(request.subject, () => send(request, false)),
    bytes: (request, limit) =>
      guarded(request.subject, async () => {
        const stream = await send(request, true);
        return stream instanceof ReadableStream ? readUpTo(stream, limit) : new Uint8Array();
      }),
  };
};
