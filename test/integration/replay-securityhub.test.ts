import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defaultRules } from '#lib/platform/rules.ts';
import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';

/** Events that were published by others. They are not part of the project: replayed only where they are at hand. */
const folder = resolve('../shared/data/securityhub');

const resource = z.looseObject({ Type: z.string(), Id: z.string() });
const finding = z.looseObject({ Title: z.string(), Resources: z.array(resource) });
const eventSchema = z.looseObject({ detail: z.looseObject({ findings: z.array(finding) }) });

const events = existsSync(folder)
  ? readdirSync(folder).map((file) => ({
      file,
      event: eventSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    }))
  : [];
console.info(`Replayed ${events.length} published events of Security Hub.`);

/** As the rule puts it on the queue. */
const readingOf = (event: unknown): SignalReading => {
  const message = readQueueMessage(JSON.stringify({ kind: 'securityhub', event }), defaultRules());
  if (message.kind !== 'event') throw new Error(`not read as an event: ${message.kind}`);
  return message.reading;
};

const key = 'AKIAY34FZKBOKMUTVV7A';

/** The same event with a key in the finding, which the published ones lack. */
const withKey = (event: z.infer<typeof eventSchema>) => {
  const copy = structuredClone(event);
  for (const { Resources } of copy.detail.findings) {
    for (const one of Resources) one.Id = `AWS::IAM::AccessKey:${key}`;
  }
  return copy;
};

const isAboutKey = ({ event }: { event: z.infer<typeof eventSchema> }) =>
  event.detail.findings.some(({ Resources }) => Resources.some(({ Type }) => Type === 'AwsIamAccessKey'));

describe('published events of Security Hub', () => {
  for (const { file, event } of events) {
    it(`${file} names no key: whoever chose the action is told what is missing`, () => {
      expect(readingOf(event)).toMatchObject({
        kind: 'not-a-leak',
        tell: 'mail',
        reason: expect.stringContaining('detail.findings.0.Resources holds no'),
      });
    });
  }

  for (const { file, event } of events.filter(isAboutKey)) {
    it(`${file} with a key in it is acted on as a claim, for the user that it names`, () => {
      expect(readingOf(withKey(event))).toMatchObject({
        kind: 'leak',
        signals: [
          {
            accessKeyId: key,
            accountId: '644160558196',
            userName: 'kapil',
            certainty: 'claimed',
            reportedAt: '2019-06-12T15:11:20.000Z',
            lastSeenAt: '2019-07-11T17:52:40.000Z',
            reason: expect.stringContaining('Chosen by a person with the custom action Ec2 aws.'),
          },
        ],
      });
    });

    it(`${file} with a key in it is left to GuardDuty's own event when Security Hub only imports it`, () => {
      const imported = { ...withKey(event), 'detail-type': 'Security Hub Findings - Imported' };
      expect(readingOf(imported)).toMatchObject({ kind: 'not-a-leak', tell: 'log' });
    });
  }

  it('are all there where the folder is', () => {
    expect(events).toHaveLength(existsSync(folder) ? 2 : 0);
    expect(events.filter(isAboutKey)).toHaveLength(existsSync(folder) ? 1 : 0);
  });
});
