import { randomUUID } from 'node:crypto';
import type { Scope } from '../scope.ts';

/** An event as a rule's target receives it (EventBridge user guide, "Events"). */
export interface EventEnvelope {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 UTC, to the second. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** What an emitter says; the bus adds the rest. */
export interface NewEvent {
  source: string;
  detailType: string;
  detail: Record<string, unknown>;
  resources?: string[] | undefined;
  time?: Date | undefined;
  /** GuardDuty and AWS Health repeat an event with the same id; otherwise each gets its own. */
  id?: string | undefined;
}

export const envelope = (event: NewEvent, { accountId, region }: Scope, now: Date): EventEnvelope => ({
  version: '0',
  id: event.id ?? randomUUID(),
  'detail-type': event.detailType,
  source: event.source,
  account: accountId,
  time: (event.time ?? now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  region,
  resources: event.resources ?? [],
  detail: event.detail,
});

/** What a rule's schedule sends (EventBridge user guide, "Creating a rule that runs on a schedule"). */
export const scheduledEvent = (ruleArn: string, scope: Scope, now: Date): EventEnvelope =>
  envelope(
    { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [ruleArn] },
    scope,
    now,
  );
