import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alsoPublishing, deployedPublish } from '#lib/containment/publish-change.ts';
import { readChange } from '#lib/destinations/change.ts';
import { FileIncidentStore } from '#lib/incident/file-store.ts';
import { logger } from '#lib/platform/logger.ts';
import { temporaryFolder } from '#test/contract/incident-stores.ts';
import { key, signal } from './fake-account.ts';
import { incident } from './incidents.ts';

const sqs = mockClient(SQSClient);
let store: FileIncidentStore;
let told: string[];

beforeEach(async () => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  vi.stubEnv('TOURNIQUET_INCIDENT_CHANGES_QUEUE_URL', 'changes-url');
  store = new FileIncidentStore(await temporaryFolder());
  await store.claim(key, signal());
  told = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const tellPeople = async (): Promise<void> => {
  told.push('people');
};
const tell = (people = tellPeople) => alsoPublishing(people, deployedPublish(), store);
const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

describe('beside the mails', () => {
  it('each state of an incident is put on the queue once, as the other side reads it', async () => {
    await tell()(incident());
    await tell()(incident());
    await tell()(incident({ status: 'restored' }));
    expect(sent().map(({ QueueUrl }) => QueueUrl)).toEqual(['changes-url', 'changes-url']);
    const changes = sent().map(({ MessageBody }) => readChange(MessageBody ?? ''));
    expect(changes.map(({ incidentId }) => incidentId)).toEqual([
      incident().incidentId,
      incident().incidentId,
    ]);
    expect(new Set(changes.map(({ state }) => state)).size).toBe(2);
    expect(told).toHaveLength(3);
  });

  it('nothing is sent where incidents have no other home', async () => {
    vi.stubEnv('TOURNIQUET_INCIDENT_CHANGES_QUEUE_URL', '');
    expect(deployedPublish()).toBeUndefined();
    await tell()(incident());
    expect(sent()).toEqual([]);
    expect(told).toEqual(['people']);
  });
});

describe('what fails', () => {
  it('on the queue is logged, keeps nothing from people, and is sent the next time', async () => {
    const logged = vi.spyOn(logger, 'error').mockReturnValue();
    sqs.on(SendMessageCommand).rejects(new Error('SQS is down'));
    await tell()(incident());
    expect(told).toEqual(['people']);
    expect(logged).toHaveBeenCalledOnce();
    sqs.on(SendMessageCommand).resolves({});
    await tell()(incident());
    expect(sent()).toHaveLength(2);
  });

  it('in telling people is thrown as before, and the message is sent all the same', async () => {
    const fails = async (): Promise<void> => {
      throw new Error('SNS is down');
    };
    await expect(tell(fails)(incident())).rejects.toThrow('SNS is down');
    expect(sent()).toHaveLength(1);
  });
});
