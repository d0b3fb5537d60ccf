import { readFileSync } from 'node:fs';
import * as z from 'zod';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const schema: Json = JSON.parse(
  readFileSync(new URL('../../../docs/schemas/incident-event.schema.json', import.meta.url), 'utf8'),
);

// Readers must expect new fields. Here a field that nobody described is a mistake.
const strict = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(strict);
  if (!isObject(part)) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, strict(value)]));
  return isObject(part['properties']) ? { ...inside, additionalProperties: false } : inside;
};

// What the bus adds around the detail is for AWS to describe.
const described = z.fromJSONSchema({ ...schema, properties: strict(schema['properties']) } as Parameters<
  typeof z.fromJSONSchema
>[0]);

/** What the published schema of incident events has against one, undescribed fields among it. */
export const againstSchema = (event: unknown): string[] =>
  (described.safeParse(event).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
