import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Kind, patterns } from '#infra/deployed/event-patterns.ts';
import { matches } from '#infra/local/services/events/pattern.ts';
import { eventBus } from '#lib/destinations/event-bus.ts';
import { type Incident, statuses } from '#lib/incident/incident.ts';
import { signal } from '../containment/fake-account.ts';
import { incident } from '../containment/incidents.ts';
import { againstSchema } from './described.ts';

const eventBridge = mockClient(EventBridgeClient);
const bus = 'arn:aws:events:eu-central-1:111122223333:event-bus/tourniquet';

beforeEach(() => {
  eventBridge.reset();
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
});

const tell = (over: Partial<Incident> = {}) => tellOf(incident(over));

const tellOf = async (about: Incident) => {
  const told = await eventBus(bus).tell(about, undefined);
  const [call] = eventBridge.commandCalls(PutEventsCommand);
  const [entry] = call?.args[0].input.Entries ?? [];
  const event = {
    source: entry?.Source,
    'detail-type': entry?.DetailType,
    resources: entry?.Resources ?? [],
    detail: JSON.parse(entry?.Detail ?? '{}'),
  };
  return { told, entry, event };
};

it('puts the incident on the bus that it is told', async () => {
  const { told, entry, event } = await tell();
  expect(told).toEqual({ outcome: 'done' });
  expect(entry?.EventBusName).toBe(bus);
  expect(event.resources).toEqual([incident().principal?.arn]);
  expect(event.detail).toMatchObject({
    version: '1',
    incidentId: incident().incidentId,
    status: 'contained',
    containedAt: incident().containedAt,
    steps: [
      { id: 'deactivate-key', outcome: 'done' },
      { id: 'deny-user', outcome: 'done' },
    ],
  });
});

describe('an event', () => {
  it.each(statuses)('of an incident that is %s is as the schema says', async (status) => {
    const { event } = await tell({
      status,
      descendantOf: 'AKIA-1',
      decidedBy: 'long-term-key',
      restoredAt: '2026-11-23T04:00:00.000Z',
      stillOpen: [{ what: 'an instance', command: 'aws ec2 stop-instances --instance-ids i-1' }],
    });
    expect(againstSchema(event)).toEqual([]);
  });

  it('of an incident of which almost nothing is known is as well', async () => {
    const { statusSince, reason, containedAt, ...bare } = incident({
      accessKeyId: null,
      accountId: null,
      principal: null,
      steps: [],
      signals: [],
    });
    const { event } = await tellOf(bare);
    expect(event.detail).not.toHaveProperty('containedAt');
    expect(againstSchema(event)).toEqual([]);
  });

  it('says when the schema is broken, so that the other tests can fail', async () => {
    const { event } = await tell();
    expect(againstSchema({ ...event, detail: { ...event.detail, status: 'gone', more: 1 } })).toHaveLength(2);
  });

  it('fits the bus however much an incident holds', async () => {
    const long = 'ü'.repeat(10_000);
    const { entry, event } = await tell({
      reason: long,
      signals: Array.from({ length: 500 }, (_, at) =>
        signal({ id: `s${at}`, where: long, url: `https://a.example/${long}` }),
      ),
      stillOpen: Array.from({ length: 500 }, () => ({ what: long, command: long })),
      steps: Array.from({ length: 500 }, () => ({ id: 'deny-user', outcome: 'done' as const, at: '' })),
    });
    expect(Buffer.byteLength(entry?.Detail ?? '')).toBeLessThan(128 * 1024);
    expect(event.detail.reports).toBe(500);
    expect(againstSchema(event)).toEqual([]);
  });

  it('holds no secret that stands in what others wrote', async () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY';
    const text = `aws_secret_access_key=${secret}`;
    const { entry } = await tell({ reason: text, signals: [signal({ where: text, reason: text })] });
    expect(entry?.Detail).not.toContain(secret);
  });

  it('is waited for by no rule of ours: it never comes back as a signal', async () => {
    const { event } = await tell();
    for (const kind of Object.keys(patterns) as Kind[]) {
      expect(matches(patterns[kind] as Parameters<typeof matches>[0], event), kind).toBe(false);
    }
  });
});

describe('a bus that does not take it', () => {
  it('fails although the call was answered with 200', async () => {
    eventBridge.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'no' }],
    });
    await expect(tell()).rejects.toThrow('NotAuthorizedForSourceException: no');
  });

  it('fails when it cannot be called', async () => {
    eventBridge.on(PutEventsCommand).rejects(new Error('no such bus'));
    await expect(tell()).rejects.toThrow(/no such bus/);
  });
});
