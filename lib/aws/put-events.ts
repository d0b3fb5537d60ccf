import type {
  EventBridgeClient,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { sleep } from '#lib/platform/clock.ts';
import { once } from '#lib/platform/once.ts';
import { redact } from '#lib/platform/redact.ts';
import { backOff } from '#lib/platform/retry.ts';
import { clientSettings } from './clients.ts';
import { describeError, errorCode } from './errors.ts';

const eventBridgeClient = once(async (): Promise<EventBridgeClient> => {
  const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
  return new EventBridgeClient(clientSettings());
});

/** An entry that did not reach the bus. */
export interface FailedEntry {
  entry: PutEventsRequestEntry;
  code: string;
  message: string;
}

/** EventBridge API reference, PutEvents: at most ten entries a call. */
const mostEntries = 10;
const attempts = 4;

/** The codes of single entries that are worth another try (EventBridge API reference, PutEventsResultEntry). */
const passing = ['InternalFailure', 'InternalException', 'ThrottlingException'];

const outcomes = (entries: PutEventsRequestEntry[], results: PutEventsResultEntry[] = []): FailedEntry[] =>
  entries.flatMap((entry, index) => {
    const { EventId, ErrorCode: code, ErrorMessage = '' } = results[index] ?? {};
    // Without an id nothing says that it arrived.
    if (code === undefined && EventId !== undefined) return [];
    return { entry, code: code ?? 'NoEventId', message: redact(ErrorMessage) };
  });

/** Sends up to ten entries; one that fails fails by itself, and the call still succeeds. */
const putBatch = async (entries: PutEventsRequestEntry[]): Promise<FailedEntry[]> => {
  const [client, { PutEventsCommand }] = await Promise.all([
    eventBridgeClient(),
    import('@aws-sdk/client-eventbridge'),
  ]);
  const final: FailedEntry[] = [];
  let left = entries;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await client.send(new PutEventsCommand({ Entries: left }));
    const failed = outcomes(left, answer.Entries);
    const again = attempt < attempts ? failed.filter(({ code }) => passing.includes(code)) : [];
    final.push(...failed.filter((one) => !again.includes(one)));
    if (again.length === 0) return final;
    left = again.map(({ entry }) => entry);
    await sleep(backOff(attempt));
  }
};

/**
 * Puts events on a bus, ten at a time. Throttled entries are tried again with back-off.
 * @returns those that failed for good. A call that fails as a whole (no credentials, no such bus) fails its ten and
 * ends it: the entries after it would meet the same. Some of the ten may have arrived before: it is safe to send an
 * event again where its reader knows repeats.
 */
export const putEvents = async (entries: readonly PutEventsRequestEntry[]): Promise<FailedEntry[]> => {
  const failed: FailedEntry[] = [];
  for (let at = 0; at < entries.length; at += mostEntries) {
    try {
      failed.push(...(await putBatch(entries.slice(at, at + mostEntries))));
    } catch (error) {
      const words = describeError('events:PutEvents', error);
      const rest = entries.slice(at);
      return [...failed, ...rest.map((entry) => ({ entry, code: errorCode(error), message: words }))];
    }
  }
  return failed;
};
