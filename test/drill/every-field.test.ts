import { afterEach, describe, expect, test } from 'vitest';
import { leak, repository } from '#infra/local/drill/leak.ts';
import { signedDelivery } from '#infra/local/github/delivery.ts';
import { envelope } from '#infra/local/services/events/envelope.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import type { LeakSignal, SignalReading } from '#lib/signal/leak-signal.ts';
import { type EventSource, eventSources, readQueueMessage } from '#lib/signal/queue-message.ts';
import { withField } from '#test/unit/signal/envelope-fields.ts';
import { githubMessage } from './helpers.ts';
import {
  deadLetters,
  emptyDeadLetters,
  expectNothingMutated,
  type Holder,
  newHolder,
  type Seen,
  shareStage,
  waiting,
  watch,
} from './recording.ts';
import {
  demanded,
  demandedOfReferences,
  demandedOfWebhooks,
  hostileText,
  sourceEvents,
  understoodOtherwise,
  type Wrong,
  wrongValues,
} from './source-events.ts';
import { post } from './webhooks.ts';

const shared = shareStage();
afterEach(() => emptyDeadLetters(shared.stage));

/** An event as its rule puts it on the queue. */
const queued = (source: EventSource, holder: Holder): object => {
  const { clock, home } = shared.stage.aws;
  return envelope(sourceEvents[source](holder, clock.now()), home, clock.now());
};

const bodyWith = (source: EventSource, event: object, field: string, wrong: Wrong): string =>
  JSON.stringify({ kind: source, event: withField(event, field, wrongValues[wrong]) });

const sendAll = (bodies: readonly string[]): void => {
  const { aws, deployed } = shared.stage;
  for (const body of bodies) aws.sqs.send(deployed.signalsQueueArn, body);
};

type Refused = Record<string, readonly Wrong[]>;

/** Every message with one wrong field, by that field. */
const each = <T>(refused: Refused, make: (field: string, wrong: Wrong) => T): T[] =>
  Object.entries(refused).flatMap(([field, wrongs]) => wrongs.map((wrong) => make(field, wrong)));

/** Each of the messages is in the dead letters, and a person was paged about each with the name of its field. */
const expectKept = (seen: Seen<unknown>, fields: readonly string[]): void => {
  expectNothingMutated(seen);
  expect(seen.opened).toEqual([]);
  expect(deadLetters(shared.stage)).toHaveLength(fields.length);
  expect(waiting(shared.stage)).toEqual([]);
  const pages = seen.told.map(({ topic, subject }) => `${topic}: ${subject.split(':')[0]}`);
  expect(new Set(pages)).toEqual(new Set(['pages: DEAD LETTERS']));
  const named = seen.told.map(({ message }) => message.split(/[\s:]/)[0]);
  expect(named.toSorted()).toEqual(fields.toSorted());
  for (const { message } of seen.told) expect(message).not.toMatch(hostileText);
};

const pathsOf = (value: unknown, above = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => {
    const path = above === '' ? key : `${above}.${key}`;
    return [path, ...pathsOf(held, path)];
  });
};

const readingOf = (body: string): SignalReading => {
  const message = readQueueMessage(body, defaultRules());
  if (message.kind !== 'event') throw new Error(`not read as an event: ${message.kind}`);
  return message.reading;
};

/** Whether a signal is about the key or user that the right event is about, and nobody else. */
const isAbout = ({ accessKeyId, userName }: LeakSignal, { key, userName: holder }: Holder): boolean =>
  (accessKeyId === undefined ? userName === holder : accessKeyId === key.accessKeyId) &&
  (userName === undefined || userName === holder);

const wrongs = Object.keys(wrongValues) as Wrong[];

describe.for(eventSources)('an event of %s', (source) => {
  test('is acted on for its own key or user whatever stands in a field that is not demanded', async () => {
    const holder = await newHolder(shared.stage);
    const event = queued(source, holder);
    const fields = new Set([...pathsOf(event), ...Object.keys(demanded[source])]);
    for (const field of fields) {
      // A list without an item is the same text as one with null.
      const bodies = new Map(wrongs.map((wrong) => [bodyWith(source, event, field, wrong), wrong]));
      for (const [body, wrong] of bodies) {
        const name = `${field} ${wrong}`;
        const reading = readingOf(body);
        const otherwise = understoodOtherwise.find(
          (each) => each.source === source && each.field === field && each.wrong.includes(wrong),
        );
        if (demanded[source][field]?.includes(wrong)) {
          expect(reading, name).toMatchObject({ kind: 'malformed', field: `event.${field}` });
        } else if (otherwise) {
          expect(reading, name).toMatchObject({ reason: expect.stringMatching(otherwise.says) });
          expect(['not-a-leak', 'undecided'], name).toContain(reading.kind);
        } else {
          expect(reading.kind, name).toBe('leak');
          const signals = reading.kind === 'leak' ? reading.signals : [];
          const others = signals.filter((signal) => !isAbout(signal, holder));
          expect(others, name).toEqual([]);
        }
      }
    }
  });

  test('changes nothing and pages with the name of the field when a demanded one is wrong', async () => {
    const { stage } = shared;
    const event = queued(source, await newHolder(stage));
    const bodies = each(demanded[source], (field, wrong) => bodyWith(source, event, field, wrong));
    const seen = await watch(stage, () => sendAll(bodies));
    expectKept(
      seen,
      each(demanded[source], (field) => `event.${field}`),
    );
  });
});

describe('an event that is understood with a wrong field, and says something else', () => {
  const cases = understoodOtherwise.flatMap((each) => each.wrong.map((wrong) => ({ ...each, wrong })));

  test.for(cases)(
    'changes nothing: $source with $field $wrong',
    async ({ source, field, wrong, topic, says }) => {
      const { stage } = shared;
      const event = queued(source, await newHolder(stage));
      const seen = await watch(stage, () => sendAll([bodyWith(source, event, field, wrong)]));
      expectNothingMutated(seen);
      expect(seen.opened).toEqual([]);
      expect([...waiting(stage), ...deadLetters(stage)]).toEqual([]);
      if (topic === undefined) expect(seen.told).toEqual([]);
      else expect(seen.told[0]).toMatchObject({ topic, message: expect.stringMatching(says) });
    },
  );
});

describe("GitHub's word", () => {
  test('in a signed webhook changes nothing when a demanded field is wrong: refused with the field, and paged', async () => {
    const { stage } = shared;
    const { key } = await newHolder(stage);
    const right = stage.github.webhookPayload(repository, leak(stage.github, key));
    const seen = await watch(stage, async () => {
      const posts = each(demandedOfWebhooks, async (field, wrong) => {
        const payload = withField(right, field, wrongValues[wrong]);
        const { status, text } = await post(stage, signedDelivery({ secret: shared.webhookSecret, payload }));
        return { field, status, error: JSON.parse(text).error };
      });
      for (const { field, status, error } of await Promise.all(posts)) {
        expect(status, field).toBe(400);
        expect(error).toMatchObject({ code: 'malformed', field });
      }
    });
    expectKept(
      seen,
      each(demandedOfWebhooks, (field) => field),
    );
  });

  test('on the queue changes nothing when a demanded field is wrong', async () => {
    const { stage } = shared;
    const message = JSON.parse(githubMessage(stage, await newHolder(stage)));
    const right = { ...message, deliveredAt: '2026-11-24T03:00:00.000Z', htmlUrl: 'https://github.com/a/b' };
    const bodies = each(demandedOfReferences, (field, wrong) =>
      JSON.stringify(withField(right, field, wrongValues[wrong])),
    );
    const seen = await watch(stage, () => sendAll(bodies));
    expectKept(
      seen,
      each(demandedOfReferences, (field) => field),
    );
  });
});
