import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { handle } from './server/handle.ts';
import type { ServerOptions } from './server/options.ts';
import { receive } from './server/receive.ts';
import type { WireAnswer } from './wire/message.ts';

export type { AnsweredCall, ServerOptions } from './server/options.ts';

export interface RunningServer {
  port: number;
  /** `http://127.0.0.1:…`: the endpoint URL for every service. */
  url: string;
  /** Stops at once: open connections are closed. */
  close(): Promise<void>;
}

/**
 * Starts the embedded AWS on the loopback interface, all services on one port.
 * @throws the error of `listen`, such as EADDRINUSE.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer((incoming, outgoing) => {
    // A client that hangs up while its body is read has nobody left to answer.
    respond(incoming, outgoing, options).catch((error) => {
      if (!incoming.errored) options.onError?.(error, { service: '', operation: '' });
      incoming.socket.destroy();
    });
  });
  // Between two calls of a test the SDKs keep their connections longer than Node's five seconds.
  server.keepAliveTimeout = 60_000;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { port, url: `http://127.0.0.1:${port}`, close };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const requestId = randomUUID();
  const request = await receive(incoming);
  const origin = { requestId, sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1' };
  const answered = request ? await handle(request, origin, options) : tooLarge;
  if (!answered) {
    incoming.socket.destroy();
    return;
  }
  send(outgoing, answered, { requestId, now: options.clock.now(), head: incoming.method === 'HEAD' });
}

const tooLarge: WireAnswer = {
  status: 413,
  headers: { 'content-type': 'text/plain', 'x-amzn-errortype': 'RequestEntityTooLargeException' },
  body: Buffer.from('The embedded AWS takes bodies of up to 32 MiB.'),
};

function send(
  outgoing: ServerResponse,
  { status, headers, body }: WireAnswer,
  { requestId, now, head }: { requestId: string; now: Date; head: boolean },
): void {
  // To a HEAD request the object's own length is part of the answer; 204 must not have any.
  const length = head || status === 204 ? {} : { 'content-length': body.length };
  outgoing.writeHead(status, {
    ...headers,
    ...length,
    date: now.toUTCString(),
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
  });
  outgoing.end(head ? undefined : body);
}
