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

/** The events of one account and Region, by every attribute that can be looked up. */
export class EventIndex {
  readonly #all = new SortedEvents();
  readonly #byAttribute = new Map<string, SortedEvents>();

  add(event: TrailEvent): void {
    this.#all.add(event);
    for (const key of attributeKeys)
      for (const value of new Set(valuesOf[key](event.record))) if (value) this.#under(key, value).add(event);
  }

  /** The events with that value, or all of them. */
  with(attribute: { key: AttributeKey; value: string } | undefined): SortedEvents {
    if (!attribute) return this.#all;
    return this.#byAttribute.get(`${attribute.key} ${attribute.value}`) ?? new SortedEvents();
  }

  #under(key: AttributeKey, value: string): SortedEvents {
    const name = `${key} ${value}`;
    const events = this.#byAttribute.get(name) ?? new SortedEvents();
    this.#byAttribute.set(name, events);
    return events;
  }
}
