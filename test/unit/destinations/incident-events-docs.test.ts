import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill, placeholdersOf } from '#infra/local/services/events/input-template.ts';
import { valueAt } from '#infra/local/services/events/json-path.ts';
import { matches } from '#infra/local/services/events/pattern.ts';
import { eventDetailType, eventSource, incidentEvent } from '#lib/destinations/incident-event.ts';
import { type Incident, statuses } from '#lib/incident/incident.ts';
import { incident } from '../containment/incidents.ts';
import { againstSchema } from './described.ts';

const page = readFileSync(new URL('../../../docs/incident-events.md', import.meta.url), 'utf8');
const blocks = (kind: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`json${kind}\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

const eventOf = (over: Partial<Incident>) => ({
  source: eventSource,
  'detail-type': eventDetailType,
  detail: incidentEvent(incident(over)),
});

it('shows an event as the schema says', () => {
  const [example = ''] = blocks('');
  expect(againstSchema(JSON.parse(example))).toEqual([]);
});

describe('the rules that it shows', () => {
  const [needsPerson, isOver, isContainedLeak] = blocks(' pattern').map((text) => JSON.parse(text));

  it.each(statuses)('of an incident that is %s match it or not as they say', (status) => {
    const event = eventOf({ status });
    const open = ['not-contained', 'partly-contained', 'protected'].includes(status);
    expect(matches(needsPerson, event)).toBe(open);
    expect(matches(isOver, event)).toBe(status === 'contained' || status === 'restored');
    expect(matches(isContainedLeak, event)).toBe(status === 'contained');
  });

  it('tell a leak from what came from it', () => {
    expect(matches(isContainedLeak, eventOf({ descendantOf: 'AKIA-1' }))).toBe(false);
  });
});

describe('the templates that it shows', () => {
  const paths: Record<string, string> = JSON.parse(blocks(' paths')[0] ?? '');
  const templates = blocks(' template');
  const filled = (template: string, over: Partial<Incident>) =>
    JSON.parse(fill(template, (name) => valueAt(paths[name] ?? '', eventOf(over))));

  it('are there', () => expect(templates).toHaveLength(4));

  it.each(templates)('become JSON, whatever an event says: %s', (template) => {
    const { asValue, insideText } = placeholdersOf(template);
    expect([...asValue, ...insideText].filter((name) => !Object.hasOwn(paths, name))).toEqual([]);
    const text = JSON.stringify(filled(template, { reason: 'a "quote", {a: brace} and \\ more' }));
    expect(text).toContain(incident().incidentId);
    expect(text).not.toMatch(/<\w+>/);
  });
});
