import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defaultRules } from '#lib/platform/rules.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';

/** CloudTrail records that were published by others: replayed only where they are at hand. */
const file = resolve('../shared/data/cloudtrail/panther/cloudtrail_rule_tests.json');

const schema = z.array(
  z.object({
    rule: z.string(),
    test: z.string(),
    event: z.looseObject({ eventSource: z.optional(z.string()), eventName: z.optional(z.string()) }),
  }),
);

const records = existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
const calls = records.filter(({ event }) => event.eventSource === 'iam.amazonaws.com');
console.info(`Replayed ${calls.length} published records of calls to IAM.`);

/** As the rule puts the record on the queue. */
const readingOf = (detail: unknown): SignalReading => {
  const event = {
    source: 'aws.iam',
    'detail-type': 'AWS API Call via CloudTrail',
    account: '123456789012',
    detail,
  };
  const message = readQueueMessage(JSON.stringify({ kind: 'quarantine', event }), defaultRules());
  if (message.kind !== 'event') throw new Error(`not read as an event: ${message.kind}`);
  return message.reading;
};

const isQuarantine = ({ test }: { test: string }) =>
  test === 'AttachUserPolicy AWSCompromisedKeyQuarantineV2-true';

describe('published calls to IAM', () => {
  for (const { event, test } of calls.filter(isQuarantine)) {
    it(`${test} is a leak of the user, told apart from the one who attached it`, () => {
      const reading = readingOf(event);
      expect(reading).toMatchObject({
        kind: 'leak',
        signals: [
          {
            id: 'quarantine:123456789012:e7bb4b23-66e1-4656-b607-f575fde3b790',
            userName: 'test-user',
            accountId: '123456789012',
            certainty: 'proven',
            where: 'AWSCompromisedKeyQuarantineV2 attached to user test-user',
            reportedAt: '2023-11-21T23:23:52.000Z',
            reason: expect.stringContaining('assumed-role/a-role/user.name from 1.2.3.4'),
          },
        ],
      });
      expect(reading).not.toHaveProperty('signals.0.userId');
      expect(reading).not.toHaveProperty('signals.0.accessKeyId');
    });
  }

  it('are no leak when they are anything else', () => {
    const others = calls.filter((call) => !isQuarantine(call)).map(({ event }) => readingOf(event));
    expect(others.filter(({ kind }) => kind === 'leak' || kind === 'undecided')).toEqual([]);
    expect(others.filter((reading) => reading.kind === 'not-a-leak' && reading.tell !== 'log')).toEqual([]);
  });

  it('are all there where the file is', () => {
    expect(calls.filter(isQuarantine)).toHaveLength(existsSync(file) ? 1 : 0);
    expect(calls.length > 50).toBe(existsSync(file));
  });
});
