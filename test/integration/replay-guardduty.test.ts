import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';

/** Findings that were published by others. They are not part of the project: replayed only where they are at hand. */
const folder = resolve('../shared/data/guardduty');

interface Replayed {
  file: string;
  name: string;
  event: { detail: z.infer<typeof detailSchema> };
}

const detailSchema = z.looseObject({ id: z.string(), type: z.string(), title: z.string() });
const eventSchema = z.looseObject({ source: z.string(), detail: detailSchema });

/**
 * The findings inside of a rule's tests: each `Log:` is a block of JSON, with commas before closing braces, which
 * YAML allows. No text of theirs holds such a comma.
 */
const findingsInYaml = (text: string): { name: string; finding: unknown }[] =>
  text
    .split(/^ {2}- Name: /m)
    .slice(1)
    .map((test) => {
      const json = test.slice(test.indexOf('{'), test.lastIndexOf('}') + 1).replaceAll(/,(\s*[}\]])/g, '$1');
      return { name: test.slice(0, test.indexOf('\n')), finding: JSON.parse(json) };
    });

/** As the EventBridge rule would deliver the finding. */
const delivered = (finding: unknown) => ({
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Finding',
  account: '210987654321',
  detail: finding,
});

const findingsIn = (file: string): Replayed[] => {
  const text = readFileSync(join(folder, file), 'utf8');
  if (file.endsWith('.json')) return [{ file, name: file, event: eventSchema.parse(JSON.parse(text)) }];
  return findingsInYaml(text).map(({ name, finding }) => ({
    file,
    name,
    event: eventSchema.parse(delivered(finding)),
  }));
};

const replayed = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => /\.(?:json|yml)$/.test(file))
      .flatMap(findingsIn)
  : [];
console.info(`Replayed ${replayed.length} published GuardDuty findings.`);

const isSample = ({ name, event }: Replayed): boolean =>
  /sample/i.test(name) || /john_doe|GeneratedFinding/.test(JSON.stringify(event.detail));

const readingOf = ({ event }: Replayed) => {
  // As the rule of EventBridge puts it on the queue.
  const body = JSON.stringify({ kind: 'guardduty', event });
  const message = readQueueMessage(body, defaultRules());
  if (message.kind !== 'event' || message.source !== 'guardduty')
    throw new Error(`not read as GuardDuty: ${message.kind}`);
  return message.reading;
};

describe('published findings', () => {
  for (const item of replayed) {
    const verdict = isSample(item) ? 'told as a sample' : 'told to people at once';
    it(`${item.file}, ${item.name} (${item.event.detail.type}) is ${verdict}`, () => {
      const reading = readingOf(item);
      expect(reading).toMatchObject({ kind: 'not-a-leak', tell: isSample(item) ? 'digest' : 'mail' });
      expect(reading).toHaveProperty('reason', expect.stringContaining(item.event.detail.type));
    });

    it(`${item.file}, ${item.name} is acted on once it is no sample and names a key`, () => {
      const event = structuredClone(item.event);
      const service = { additionalInfo: {}, archived: false, eventFirstSeen: '2026-10-14T09:18:22Z' };
      const accessKeyId = 'ASIAY34FZKBNKMUTVV7A';
      const session = { roleName: 'reporting', roleId: 'AROAY34FZKBOV6W7X2Y3Z', sessionName: 'burst' };
      const [userName, principalId] = [session.roleName, `${session.roleId}:${session.sessionName}`];
      const resource = {
        accessKeyDetails: { accessKeyId, userType: 'AssumedRole', userName, principalId },
      };
      const type = 'UnauthorizedAccess:IAMUser/TorIPCaller';
      Object.assign(event.detail, { type, service, resource, description: '' });
      expect(readingOf({ ...item, event })).toMatchObject({
        kind: 'leak',
        signals: [{ id: `guardduty:${event.detail.id}`, accessKeyId, session }],
      });
    });
  }

  it('are all there where the folder is', () => {
    expect(replayed.length).toBe(existsSync(folder) ? 9 : 0);
  });
});
