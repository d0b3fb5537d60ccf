import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defaultRules } from '#lib/platform/rules.ts';
import { readGithubWebhook } from '#lib/signal/github-webhook.ts';
import { readQueueMessage } from '#lib/signal/queue-message.ts';

/** Webhooks as GitHub publishes them, where the checkout has them beside it: an example, and the schema of each. */
const folder = join(import.meta.dirname, '../../../shared/data/github');
const at = '2026-11-20T03:00:00.000Z';
const there = existsSync(folder);
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const body = z.looseObject({
  action: z.string(),
  alert: z.looseObject({ secret_type: z.string() }),
  repository: z.looseObject({ html_url: z.string() }),
});
const openapi = z.object({
  schemas: z.record(z.string(), z.looseObject({ properties: z.optional(z.looseObject({})) })),
});
const actionOf = z.object({ action: z.object({ enum: z.tuple([z.string()]) }) });

const captured = there ? body.parse(read('secret_scanning_alert.reopened.json')) : undefined;
const schemas = there ? openapi.parse(read('webhooks.openapi.json')).schemas : {};
const places = there
  ? z.object({ value: z.array(z.unknown()) }).parse(read('secret-scanning-location-list.json')).value
  : [];

/** Each kind of webhook that the schema has, with the captured body filled in as far as it allows. */
const webhooks = Object.entries(schemas).flatMap(([name, { properties = {} }]) => {
  if (!name.startsWith('webhook-secret-scanning')) return [];
  const { action } = actionOf.parse(properties);
  const filled = Object.entries({ ...captured, action: action.enum[0], location: places[0] });
  return [{ name, payload: Object.fromEntries(filled.filter(([field]) => field in properties)) }];
});

const reading = (payload: unknown) => readGithubWebhook(Buffer.from(JSON.stringify(payload)), at);
const aboutAws = (payload: Record<string, unknown>) => ({
  ...payload,
  alert: { ...captured?.alert, secret_type: 'aws_access_key_id', provider_slug: 'amazon_aws' },
});

console.info(
  `Replayed ${captured ? 1 : 0} captured webhook, ${webhooks.length} schemas, ${places.length} places.`,
);

const actedOn: Record<string, string> = {
  'webhook-secret-scanning-alert-created': 'created',
  'webhook-secret-scanning-alert-location-created': 'location_created',
  'webhook-secret-scanning-alert-publicly-leaked': 'publicly_leaked',
  'webhook-secret-scanning-alert-reopened': 'reopened',
  'webhook-secret-scanning-alert-validated': 'validated',
};

describe.runIf(there)('published webhooks of GitHub', () => {
  it('the captured one of another provider is read, and is queued unless GitHub names that provider', () => {
    const ref = { action: 'reopened', alertNumber: 191, repository: { owner: 'Codertocat' } };
    expect(reading(captured)).toMatchObject({ kind: 'alert', ref });
    const named = { ...captured, alert: { ...captured?.alert, provider_slug: 'adafruit' } };
    expect(reading(named)).toMatchObject({ kind: 'ignored' });
  });

  for (const { name, payload } of webhooks) {
    const action = actedOn[name];
    it(`${name} is ${action ? `queued as ${action}` : 'only noted'}`, () => {
      const read = reading(name.includes('-scan-') ? payload : aboutAws(payload));
      if (!action) return expect(read.kind).toBe('ignored');
      expect(read).toMatchObject({ kind: 'alert', ref: { action, alertNumber: 191 } });
      // What is queued is what `contain` takes from the queue.
      const queued = read.kind === 'alert' ? read.ref : undefined;
      const message = readQueueMessage(JSON.stringify(queued), defaultRules());
      expect(message).toEqual({ kind: 'github-alert', ref: queued });
    });
  }

  it('a webhook of GitHub Enterprise Server differs in its host alone', () => {
    const { name, payload } = webhooks.find((each) => each.name.endsWith('alert-created')) ?? {};
    expect(name).toBeDefined();
    const onGhes = JSON.stringify(aboutAws(payload ?? {})).replaceAll('github.com/', 'ghe.acme.com/');
    const onDotCom = reading(aboutAws(payload ?? {}));
    const ref = onDotCom.kind === 'alert' ? onDotCom.ref : undefined;
    expect(reading(JSON.parse(onGhes))).toEqual({ kind: 'alert', ref: { ...ref, host: 'ghe.acme.com' } });
  });

  it.each(places.map((place, index) => [index, place]))(
    'place %i is reported as one of its alert',
    (_, location) => {
      const reported = reading({ ...aboutAws({ ...captured }), action: 'created', location });
      expect(reported).toMatchObject({ kind: 'alert', ref: { action: 'location_created' } });
      const isFile = z.object({ type: z.literal('commit') }).safeParse(location).success;
      expect(reported.kind === 'alert' && 'location' in reported.ref).toBe(isFile);
    },
  );

  it('are all there where the folder is', () => {
    expect(webhooks.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(actedOn)));
    expect([webhooks.length, places.length]).toEqual([9, 13]);
  });
});
