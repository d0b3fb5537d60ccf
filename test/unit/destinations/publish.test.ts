import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { readChange } from '#lib/destinations/change.ts';
import type { DestinationTeller, Told } from '#lib/destinations/destination.ts';
import { NotPublished, publish } from '#lib/destinations/publish.ts';
import { type Destination, type DestinationOutcome, destinationsOf } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { incident } from '../containment/incidents.ts';
import { emptyRecords } from '../containment/records.ts';

let records: RecordStore;
let told: string[];
let answers: Partial<Record<Destination, Told | Error | undefined>>;
let befores: (DestinationOutcome | undefined)[];
let now: Incident | undefined;

beforeEach(async () => {
  records = await emptyRecords();
  [told, befores, answers, now] = [[], [], {}, incident()];
});

const teller = (destination: Destination): DestinationTeller => ({
  destination,
  async tell({ status }, before) {
    told.push(`${destination} ${status}`);
    befores.push(before);
    await Promise.resolve();
    if (!(destination in answers)) return { outcome: 'done' };
    const answer = answers[destination];
    if (answer instanceof Error) throw answer;
    return answer;
  },
});

const run = (state = 'first', names: Destination[] = ['chat', 'github', 'event-bus']) =>
  publish(
    { incidentId: incident().incidentId, state },
    { incidents: { find: async () => now }, records, tellers: names.map(teller) },
  );
const outcomes = async () =>
  (await destinationsOf(records, incident().incidentId)).map(({ destination, outcome, reason, status }) => ({
    destination,
    outcome,
    ...(reason && { reason }),
    status,
  }));
const toldNow = () => told.splice(0);

describe('telling every other home', () => {
  it('begins with the bus of events, tells each once and notes it', async () => {
    await run();
    expect(toldNow()).toEqual(['event-bus contained', 'github contained', 'chat contained']);
    expect(await outcomes()).toEqual(
      ['event-bus', 'github', 'chat'].map((destination) => ({
        destination,
        outcome: 'done',
        status: 'contained',
      })),
    );
    await run();
    expect(toldNow()).toEqual([]);
  });

  it('waits for none of them for ever: the others are told, and the late one is tried again', async () => {
    const silent: DestinationTeller = { destination: 'event-bus', tell: () => new Promise(() => {}) };
    const { incidentId } = incident();
    const deps = { incidents: { find: async () => now }, records, patience: 20 };
    await expect(
      publish({ incidentId, state: 'first' }, { ...deps, tellers: [silent, teller('chat')] }),
    ).rejects.toThrow('event-bus: NoAnswer: no answer within 0.02 seconds');
    expect(toldNow()).toEqual(['chat contained']);
    await run('first', ['event-bus', 'chat']);
    expect(toldNow()).toEqual(['event-bus contained']);
  });

  it('tells a further state again, with what became of the last one', async () => {
    answers = { github: { outcome: 'refused', reason: 'a reviewer must', reference: 'https://a.example/1' } };
    await run('first', ['github']);
    now = incident({ status: 'restored' });
    await run('second', ['github']);
    expect(toldNow()).toEqual(['github contained', 'github restored']);
    expect(befores[1]).toMatchObject({
      outcome: 'refused',
      status: 'contained',
      reference: 'https://a.example/1',
    });
  });

  it('does not tell an earlier state again when its message comes late', async () => {
    await run('first');
    await run('second');
    toldNow();
    await run('first');
    expect(toldNow()).toEqual([]);
  });

  it('notes nothing where a state is nothing to tell', async () => {
    answers = { github: undefined };
    await run('first', ['github']);
    expect(await outcomes()).toEqual([]);
  });
});

describe('what a home says of the incident alone', () => {
  const says = (more: Partial<DestinationTeller> = {}) =>
    publish(
      { incidentId: incident().incidentId, state: randomUUID() },
      {
        incidents: { find: async () => now },
        records,
        tellers: [{ ...teller('chat'), says: ({ status }) => ({ status }), ...more }],
      },
    );

  it('is said once in a row, whatever else has changed', async () => {
    await says();
    await says();
    expect(toldNow()).toEqual(['chat contained']);
    now = incident({ status: 'restored' });
    await says();
    now = incident();
    await says();
    expect(toldNow()).toEqual(['chat restored', 'chat contained']);
  });

  it('is said again where it did not arrive', async () => {
    answers = { chat: new Error('down') };
    await expect(says()).rejects.toThrow(NotPublished);
    answers = {};
    await says();
    expect(toldNow()).toHaveLength(2);
  });
});

it('what cannot be noted stays on the queue, and the others are told all the same', async () => {
  const failing = {
    ...records,
    get: records.get.bind(records),
    set: async () => Promise.reject(new Error('throttled')),
  };
  const tellers = [teller('event-bus'), teller('chat')];
  const about = { incidentId: incident().incidentId, state: 'first' };
  await expect(
    publish(about, { incidents: { find: async () => now }, records: failing, tellers }),
  ).rejects.toThrow(/event-bus: it could not be noted: Error: throttled/);
  expect(toldNow()).toHaveLength(2);
});

describe('a home that fails', () => {
  it.each<Destination>(['event-bus', 'github', 'chat'])(
    '%s keeps none of the others from being told',
    async (failing) => {
      answers = { [failing]: new Error('down') };
      await expect(run()).rejects.toThrow(NotPublished);
      expect(toldNow()).toHaveLength(3);
      expect((await outcomes()).filter(({ outcome }) => outcome === 'failed')).toEqual([
        { destination: failing, outcome: 'failed', reason: 'Error: down', status: 'contained' },
      ]);
    },
  );

  it('is told again by itself, and then counts as told', async () => {
    answers = { github: new Error('down') };
    await expect(run()).rejects.toThrow(/github: Error: down/);
    toldNow();
    answers = {};
    await run();
    expect(toldNow()).toEqual(['github contained']);
    await run();
    expect(toldNow()).toEqual([]);
  });

  it('keeps what is known of where it stands there', async () => {
    answers = { github: { outcome: 'done', reference: 'https://a.example/1' } };
    await run('first', ['github']);
    answers = { github: new Error('down') };
    await expect(run('second', ['github'])).rejects.toThrow(NotPublished);
    expect(befores[1]).toMatchObject({ reference: 'https://a.example/1' });
    expect(await destinationsOf(records, incident().incidentId)).toMatchObject([
      { outcome: 'failed', reference: 'https://a.example/1' },
    ]);
  });

  it('says why in harmless words without a secret', async () => {
    const secret = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';
    answers = { chat: new Error(`\u001b[31m<b>token ${secret}\nsecond line ${'x'.repeat(2000)}`) };
    await expect(run('first', ['chat'])).rejects.toThrow(NotPublished);
    const [{ reason = '' } = {}] = await outcomes();
    expect(reason).not.toContain(secret);
    expect(reason).not.toMatch(/\p{Cc}/u);
    expect(reason.length).toBeLessThanOrEqual(400);
  });

  it('is not tried again where it answered that a person must do it', async () => {
    answers = { github: { outcome: 'refused', reason: 'a reviewer must close it' } };
    await run('first', ['github']);
    await run('first', ['github']);
    expect(toldNow()).toEqual(['github contained']);
  });
});

it('a message about an incident that is not there stays on the queue', async () => {
  now = undefined;
  await expect(run()).rejects.toThrow('there is no such incident');
});

describe('a message of the queue', () => {
  it('is read', () => {
    const change = { incidentId: 'AKIA-1', state: 'contained' };
    expect(readChange(JSON.stringify(change))).toEqual(change);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'body '],
    ['{"state":"a"}', 'incidentId must be text'],
    ['{"incidentId":"a b","state":"a"}', 'incidentId must be an incident id'],
    ['{"incidentId":"a","state":""}', 'state is empty'],
  ])('%s is refused, and the words name what is wrong', (body, words) => {
    expect(() => readChange(body)).toThrow(words);
  });
});
