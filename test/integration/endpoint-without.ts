import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** How an endpoint says that it does not have an operation. */
export type Refusal = (operation: string) => { status: number; body: string };

const xml = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

export const refusals = {
  'status 501 and no words': () => ({ status: 501, body: '' }),
  'status 501': (operation) => ({
    status: 501,
    body: xml('InternalFailure', `${operation} is not implemented`),
  }),
  InvalidAction: (operation) => ({
    status: 400,
    body: xml('InvalidAction', `Could not find operation ${operation} for version 2010-05-08`),
  }),
  UnknownOperationException: () => ({ status: 404, body: xml('UnknownOperationException', 'unknown') }),
} as const satisfies Record<string, Refusal>;

export interface Lack {
  /** An operation of the AWS query protocol. */
  operation: string;
  refusal: Refusal;
  /** It is offered until a call of this operation was let through. */
  since?: string;
}

export interface EndpointWithout {
  url: string;
  close(): Promise<void>;
}

// The host name goes on as it came: it is part of what the caller signed.
const passOn = (incoming: IncomingMessage, body: string, target: string, response: ServerResponse): void => {
  const { method, headers, url = '/' } = incoming;
  const onward = request(new URL(url, target), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.once('error', (error) => response.destroy(error));
  onward.end(body);
};

/** An endpoint that is another one in everything but one operation. */
export const endpointWithout = async (
  target: string,
  { operation, refusal, since }: Lack,
): Promise<EndpointWithout> => {
  let lacking = since === undefined;
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const asked = new URLSearchParams(body).get('Action');
    if (lacking && asked === operation) {
      const { status, body: words } = refusal(operation);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(words);
      return;
    }
    lacking ||= asked === since;
    passOn(incoming, body, target, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
