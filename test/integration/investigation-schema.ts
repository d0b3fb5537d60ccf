import { readFileSync } from 'node:fs';
import * as z from 'zod';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const schema: Json & { $defs: Record<string, Json> } = JSON.parse(
  readFileSync(new URL('../../docs/schemas/investigation.schema.json', import.meta.url), 'utf8'),
);

// Whoever reads a document has to expect new fields. Here a field that nobody described is a mistake.
const strict = (part: unknown): unknown => {
  if (Array.isArray(part)) return part.map(strict);
  if (!isObject(part)) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, strict(value)]));
  // Whose an ownerless credential is has a shape for each state.
  const isOpen = !isObject(part['properties']) || 'state' in part['properties'];
  return isOpen ? inside : { ...inside, additionalProperties: false };
};

const [published, closed] = [schema, strict(schema)].map((each) =>
  z.fromJSONSchema(each as Parameters<typeof z.fromJSONSchema>[0]),
);

const complaints = (reader: typeof published, document: unknown): string[] => {
  const { error } = reader?.safeParse(document) ?? {};
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

/** What the published schema has against a document. */
export const against = (document: unknown): string[] => complaints(published, document);

/** The same, and every field that the schema does not describe. */
export const undescribed = (document: unknown): string[] => complaints(closed, document);
