import { type Clients, clientsFor, type KeyPair } from '../clients.ts';
import { sourceIpHeader } from '../server/source-ip.ts';

/** Where somebody calls from, and with what. */
export interface Whereabouts {
  sourceIp: string;
  /** One tool for every call: the SDK would name the versions of its clients. */
  userAgent: string;
  /** The time there; the machine's own by default. A clock that a drill has moved by more must be told. */
  now?: (() => Date) | undefined;
}

/** Clients that call from an address of their own, with a tool of their own. */
export const clientsFrom = (
  { sourceIp, userAgent, now }: Whereabouts,
  endpoint: string,
  region: string,
  credentials: KeyPair,
): Clients => {
  const clients = clientsFor(endpoint, region, credentials);
  for (const { config } of Object.values(clients)) {
    const { requestHandler } = config;
    const handle = requestHandler.handle.bind(requestHandler);
    // Neither is signed, so both may be written on the way out.
    requestHandler.handle = (request, options) => {
      request.headers['user-agent'] = userAgent;
      request.headers[sourceIpHeader] = sourceIp;
      return handle(request, options);
    };
    if (now) followClock(config, now);
  }
  return clients;
};

// The SDK dates its signature by this offset, and would learn of a moved clock only from a call that failed for it.
const followClock = (config: { systemClockOffset: number }, now: () => Date): void => {
  Object.defineProperty(config, 'systemClockOffset', {
    get: () => now().getTime() - Date.now(),
    set: () => undefined,
  });
};
