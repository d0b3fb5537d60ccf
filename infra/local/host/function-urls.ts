import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../contract.ts';
import type { RegisteredFunction } from './definition.ts';
import { payloadLimit } from './lambda-service.ts';
import type { InvocationResult } from './result.ts';
import { type UrlRequest, urlEvent } from './url-event.ts';
import { listenForUrl } from './url-listener.ts';
import { tooLarge, type UrlResponse, urlResponse } from './url-response.ts';

interface UrlOptions {
  clock: Clock;
  get(name: string): RegisteredFunction;
  invoke(name: string, event: string, requestId: string): Promise<InvocationResult>;
}

/** The Function URLs of the host: open to everybody (AuthType NONE), since a webhook's sender cannot sign. */
export const createFunctionUrls = ({ clock, get, invoke }: UrlOptions) => {
  const listeners = new Map<string, Promise<{ url: string; close(): Promise<void> }>>();

  const request = async (name: string, received: UrlRequest): Promise<UrlResponse> => {
    const { arn, region } = get(name);
    const requestId = randomUUID();
    const urlId = createHash('sha256').update(arn).digest('hex').slice(0, 32);
    const event = JSON.stringify(urlEvent(received, { urlId, region, requestId, at: clock.now() }));
    if (Buffer.byteLength(event) > payloadLimit) return tooLarge;
    return urlResponse(await invoke(name, event, requestId));
  };

  const listen = async (name: string): Promise<string> => {
    get(name);
    const listener = listeners.get(name) ?? listenForUrl((received) => request(name, received));
    listeners.set(name, listener);
    return (await listener).url;
  };

  const close = async (): Promise<void> => {
    await Promise.all([...listeners.values()].map(async (listener) => (await listener).close()));
  };

  return { request, listen, close };
};
