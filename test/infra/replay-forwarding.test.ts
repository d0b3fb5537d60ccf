import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { patterns } from '#infra/deployed/event-patterns.ts';
import { matches } from '#infra/local/services/events/pattern.ts';
import { defaultRules } from '#lib/platform/rules.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';
import { madeIn, member } from './templates/member-account.ts';
import { isObject } from './templates/template.ts';

/** Events that were published by others. They are not part of the project: replayed only where they are at hand. */
const folder = resolve('../shared/data');
const present = existsSync(folder);

const event = z.looseObject({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.record(z.string(), z.unknown()),
});
type Event = z.infer<typeof event>;
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

const eventsOf = (name: string, extension: string): Event[] =>
  present
    ? readdirSync(join(folder, name))
        .filter((file) => file.endsWith(extension))
        .map((file) => event.parse(read(join(name, file))))
    : [];

const records = z.array(z.object({ event: z.record(z.string(), z.unknown()) }));

/** The records of CloudTrail, as EventBridge tells of them. */
const calls: Event[] = present
  ? records.parse(read('cloudtrail/panther/cloudtrail_rule_tests.json')).map(({ event: detail }) => ({
      source: `aws.${String(detail['eventSource']).split('.')[0]}`,
      'detail-type': 'AWS API Call via CloudTrail',
      account: '123456789012',
      detail,
    }))
  : [];

const published = [...eventsOf('health', '.json'), ...eventsOf('guardduty', '.json'), ...calls];
console.info(`Replayed ${published.length} published events through the rules of the member template.`);

type Kind = 'guardduty' | 'health' | 'quarantine';

/** The rules of us-east-1 that forward an event. */
const forwardedBy = (each: Event): string[] =>
  madeIn(member, 'us-east-1')
    .filter(({ type }) => type === 'AWS::Events::Rule')
    .filter(({ properties: { EventPattern } }) => isObject(EventPattern) && matches(EventPattern, each))
    .map(({ properties }) => String(properties['Name']));

/** The rules of the home bus that take it. */
const takenAs = (each: Event): string[] =>
  (['guardduty', 'health', 'quarantine'] as const).filter((kind) => matches(patterns[kind], each));

const readingOf = (kind: Kind, each: Event) => {
  const message = readQueueMessage(JSON.stringify({ kind, event: each }), defaultRules());
  return message.kind === 'event' ? message.reading.kind : message.kind;
};

it('what is forwarded is what the home bus takes, each by one rule', () => {
  for (const each of published) {
    const kinds = takenAs(each);
    expect(kinds.length).toBeLessThanOrEqual(1);
    expect(forwardedBy(each)).toEqual(kinds.map((kind) => `tourniquet-${kind}`));
  }
});

it('nothing that is read as a leak stays where it is', () => {
  const left = calls
    .filter(({ source }) => source === 'aws.iam')
    .filter((each) => takenAs(each).length === 0);
  expect(left.filter((each) => readingOf('quarantine', each) === 'leak')).toEqual([]);
  const taken = calls.filter((each) => takenAs(each).includes('quarantine'));
  expect(taken.map((each) => readingOf('quarantine', each)).includes('leak')).toBe(present);
});

it('of AWS Health and GuardDuty every published event of ours is taken', () => {
  const counts = [...eventsOf('health', '.json'), ...eventsOf('guardduty', '.json')].flatMap(takenAs);
  expect(counts).toEqual(present ? ['health', 'guardduty'] : []);
});
