import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { eventResources } from './event-resources.ts';
import { SortedEvents, type TrailEvent } from './sorted-events.ts';
import { userNameOf } from './user-identity.ts';

/** What LookupEvents can look up (CloudTrail API reference, LookupAttribute). */
export const attributeKeys = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;
export type AttributeKey = (typeof attributeKeys)[number];

export const isAttributeKey = (text: unknown): text is AttributeKey =>
  attributeKeys.some((key) => key === text);

const valuesOf: Record<AttributeKey, (record: CloudTrailRecord) => (string | undefined)[]> = {
  EventId: ({ eventID }) => [eventID],
  EventName: ({ eventName }) => [eventName],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  Username: ({ userIdentity }) => [userNameOf(userIdentity)],
  ResourceType: (record) => eventResources(record).map(({ ResourceType }) => ResourceType),
  ResourceName: (record) => eventResources(record).map(({ ResourceName }) => ResourceName),
  EventSource: ({ eventSource }) => [eventSource],
  AccessKeyId: ({ userIdentity }) => [userIdentity.accessKeyId],
};

type ByValue = Map<string, SortedEvents>;

/**
 * The events of one account and Region. An attribute is indexed when it is first looked up, since most never
 * are, and kept up to date from then on.
 */
export class EventIndex {
  readonly #events: TrailEvent[] = [];
  readonly #all = new SortedEvents();
  readonly #indexed = new Map<AttributeKey, ByValue>();

  add(event: TrailEvent): void {
    this.#events.push(event);
    this.#all.add(event);
    for (const [key, byValue] of this.#indexed) enter(byValue, key, event);
  }

  /** The events with that value, or all of them. */
  with(attribute: { key: AttributeKey; value: string } | undefined): SortedEvents {
    if (!attribute) return this.#all;
    return this.#under(attribute.key).get(attribute.value) ?? new SortedEvents();
  }

  #under(key: AttributeKey): ByValue {
    const known = this.#indexed.get(key);
    if (known) return known;
    const byValue: ByValue = new Map();
    for (const event of this.#events) enter(byValue, key, event);
    this.#indexed.set(key, byValue);
    return byValue;
  }
}

function enter(byValue: ByValue, key: AttributeKey, event: TrailEvent): void {
  for (const value of new Set(valuesOf[key](event.record))) {
    if (!value) continue;
    const events = byValue.get(value) ?? new SortedEvents();
    byValue.set(value, events);
    events.add(event);
  }
}
