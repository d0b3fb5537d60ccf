import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defaultRules } from '#lib/platform/rules.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';

/** Events that were published by others. They are not part of the project: replayed only where they are at hand. */
const folder = resolve('../shared/data/health');

const eventSchema = z.looseObject({
  detail: z.looseObject({ service: z.string(), eventTypeCode: z.string() }),
});

const events = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({
        file,
        event: eventSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
      }))
  : [];
console.info(`Replayed ${events.length} published events of AWS Health.`);

/** As the rule puts it on the queue. */
const readingOf = (event: unknown): SignalReading => {
  const message = readQueueMessage(JSON.stringify({ kind: 'health', event }), defaultRules());
  if (message.kind !== 'event') throw new Error(`not read as an event: ${message.kind}`);
  return message.reading;
};

const key = 'AKIAY34FZKBOKMUTVV7A';
const account = '609629065308';
/** Whoever published the event masked its account and its key. */
const unmasked = (event: unknown) =>
  JSON.parse(
    JSON.stringify(event)
      .replaceAll(/"1234567890"/g, `"${account}"`)
      .replaceAll(/AKIAX+/g, key),
  );

describe('published events of AWS Health', () => {
  for (const { file, event } of events.filter(({ event }) => event.detail.service === 'RISK')) {
    it(`${file} is refused as it stands, by the first field that was masked`, () => {
      expect(readingOf(event)).toMatchObject({ kind: 'malformed', field: 'event.detail.affectedAccount' });
    });

    it(`${file} with its account back is refused by the masked key`, () => {
      const { detail } = event;
      expect(readingOf({ ...event, account, detail: { ...detail, affectedAccount: account } })).toMatchObject(
        {
          kind: 'malformed',
          field: 'event.detail.affectedEntities.0.entityValue',
        },
      );
    });

    it(`${file} with account and key back is a leak of that key and its user`, () => {
      const whole = unmasked(event);
      whole.detail.affectedAccount = account;
      expect(readingOf(whole)).toMatchObject({
        kind: 'leak',
        signals: [
          {
            id: `health:acf0ec863d311e61f725cc6ba09b94d9798e78869a17:${account}`,
            accessKeyId: key,
            accountId: account,
            userName: 'test-1',
            certainty: 'proven',
            reportedAt: '2025-02-12T00:37:54.000Z',
            where: expect.stringContaining('github.com/repository_name'),
          },
        ],
      });
    });
  }

  for (const { file, event } of events.filter(({ event }) => event.detail.service !== 'RISK')) {
    it(`${file} is no leak`, () => {
      expect(readingOf(event)).toMatchObject({
        kind: 'not-a-leak',
        tell: 'log',
        reason: expect.stringContaining(event.detail.eventTypeCode),
      });
    });
  }

  it('are all there where the folder is', () => {
    expect(events).toHaveLength(existsSync(folder) ? 2 : 0);
  });
});
