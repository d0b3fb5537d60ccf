import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../contract.ts';
import { type Answer, GithubError } from './answer.ts';
import type { GithubFaults } from './faults.ts';
import { belowRoot } from './host-routes.ts';
import { route, type Site } from './routes.ts';

/** A request that was served, for tests. The token is not kept. */
export interface Served {
  method: string;
  path: string;
  status: number | 'reset';
}

const bodyOf = async (message: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  if (!text) return {};
  try {
    return { ...(JSON.parse(text) as Record<string, unknown>) };
  } catch (error) {
    if (error instanceof SyntaxError) throw new GithubError(400, 'Problems parsing JSON');
    throw error;
  }
};

const answerOf = async (
  site: Site,
  message: IncomingMessage,
  url: URL,
  root: string,
  now: Date,
): Promise<Answer> => {
  try {
    return route(site, {
      method: message.method ?? 'GET',
      path: belowRoot(decodeURI(url.pathname), root),
      query: url.searchParams,
      authorization: message.headers.authorization ?? '',
      accept: message.headers.accept ?? '',
      body: await bodyOf(message),
      now,
    });
  } catch (error) {
    if (error instanceof GithubError) return error.toAnswer();
    throw error;
  }
};

const write = ({ status, body, headers = {} }: Answer, response: ServerResponse, now: Date): void => {
  const raw = Buffer.isBuffer(body);
  const type = raw ? 'application/octet-stream' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, date: now.toUTCString(), ...headers });
  response.end(raw ? body : JSON.stringify(body));
};

/**
 * The HTTP side of the local GitHub. It listens nowhere yet.
 * @param root the path that its API begins at, empty for github.com
 */
export const githubServer = (
  site: () => Site,
  faults: GithubFaults,
  clock: Clock,
  served: Served[],
  root = '',
): Server => {
  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(message.url ?? '/', 'http://localhost');
    const record = { method: message.method ?? 'GET', path: url.pathname };
    const struck = await faults.strike(url.pathname, clock);
    if (struck === 'reset') {
      served.push({ ...record, status: 'reset' });
      response.destroy();
      return;
    }
    const answer = struck ?? (await answerOf(site(), message, url, root, clock.now()));
    served.push({ ...record, status: answer.status });
    write(answer, response, clock.now());
  };
  return createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      write({ status: 500, body: { message: String(error) } }, response, clock.now());
    });
  });
};
