import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { UrlRequest } from './url-event.ts';
import type { UrlResponse } from './url-response.ts';

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Several headers of one name reach a function joined by commas. */
const joined = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));

/** A real HTTP listener on loopback for one Function URL, so that any client can post to it. */
export const listenForUrl = async (
  answer: (request: UrlRequest) => Promise<UrlResponse>,
): Promise<{ url: string; close(): Promise<void> }> => {
  const server: Server = createServer(async (request, response) => {
    try {
      const { method = 'GET', url: path = '/', headers, socket } = request;
      const body = await readBody(request);
      const sourceIp = socket.remoteAddress ?? '127.0.0.1';
      const {
        statusCode,
        headers: answered,
        body: content,
      } = await answer({
        method,
        path,
        headers: joined(headers),
        body,
        sourceIp,
      });
      response.writeHead(statusCode, answered).end(content);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
