import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FunctionFailure } from '#infra/local/host/result.ts';

const base = '/2018-06-01/runtime';

export interface Invocation {
  requestId: string;
  functionArn: string;
  /** JSON. */
  event: string;
  /** When Lambda would stop the function, milliseconds since 1970. */
  deadline: number;
}

/** What the runtime posted: JSON of what the handler returned, or its error. */
export type Outcome = { payload: string } | { failure: FunctionFailure };

/** The Runtime API of one execution environment, at which one runtime asks for one event after the other. */
export interface RuntimeApi {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  address: string;
  /** Resolves when the runtime asks for its first event, or with the error for which it never will. */
  loaded: Promise<FunctionFailure | undefined>;
  /** Hands out an event as soon as the runtime asks for one. */
  invoke(invocation: Invocation): Promise<Outcome>;
  close(): void;
}

const accept = (response: ServerResponse): void => {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
};

const refuse = (response: ServerResponse, errorMessage: string): void => {
  const body = JSON.stringify({ errorType: 'InvalidRequest', errorMessage });
  response.writeHead(400, { 'content-type': 'application/json' }).end(body);
};

/**
 * Serves the Lambda Runtime API, version 2018-06-01, on loopback: next, response, error and init/error (Lambda
 * developer guide, "Using the Lambda runtime API").
 */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const loaded = Promise.withResolvers<FunctionFailure | undefined>();
  let asking = Promise.withResolvers<ServerResponse>();
  const answers = new Map<string, (outcome: Outcome) => void>();

  const answered = (requestId: string, kind: string, body: string): boolean => {
    const resolve = answers.get(requestId);
    answers.delete(requestId);
    resolve?.(kind === 'response' ? { payload: body } : { failure: JSON.parse(body) });
    return resolve !== undefined;
  };

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    const asked = `${method} ${url.replace(base, '')}`;
    if (asked === 'GET /invocation/next') {
      loaded.resolve(undefined);
      return asking.resolve(response);
    }
    const body = await text(request);
    if (asked === 'POST /init/error') {
      loaded.resolve(JSON.parse(body));
      return accept(response);
    }
    const [, requestId = '', kind = ''] = /^POST \/invocation\/([^/]+)\/(response|error)$/.exec(asked) ?? [];
    if (answered(requestId, kind, body)) return accept(response);
    refuse(response, `nothing is known of ${asked}`);
  };

  const server = createServer((request, response) => void take(request, response));
  // The runtime waits for its next event as long as it takes.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    loaded: loaded.promise,
    async invoke({ requestId, functionArn, event, deadline }) {
      const response = await asking.promise;
      asking = Promise.withResolvers();
      const outcome = new Promise<Outcome>((resolve) => answers.set(requestId, resolve));
      const headers = {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': functionArn,
      };
      response.writeHead(200, headers).end(event);
      return outcome;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
};
