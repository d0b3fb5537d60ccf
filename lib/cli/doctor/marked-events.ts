import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { clientSettings } from '#lib/aws/clients.ts';

/** What the doctor's event says: for which rule it is, and which test. */
export interface Marked {
  /** The kind of the rule: no other lets it through. */
  rule: string;
  test: string;
}

interface Sending {
  region: string;
  source: string;
  detailType: string;
  /** Of another account; the terminal's own where there are none. */
  credentials?: EventBridgeClientConfig['credentials'];
}

/** Puts a marked event on the default bus. @throws what EventBridge throws, and Error for an entry that it refused */
export const sendMarked = async (
  marked: Marked,
  { region, source, detailType, credentials }: Sending,
): Promise<void> => {
  const client = new EventBridgeClient({ ...clientSettings(), region, ...(credentials && { credentials }) });
  const Entries = [{ Source: source, DetailType: detailType, Detail: JSON.stringify(marked) }];
  const { Entries: [answer] = [] } = await client.send(new PutEventsCommand({ Entries }));
  if (answer?.EventId === undefined)
    throw new Error(answer?.ErrorMessage ?? answer?.ErrorCode ?? 'it was refused');
};
