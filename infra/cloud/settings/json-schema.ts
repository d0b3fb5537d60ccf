import * as z from 'zod/mini';
import { settingsSchema } from './schema.ts';

type Schema = z.core.JSONSchema._JSONSchema;

const parts = (schema: Schema | undefined): z.core.JSONSchema.JSONSchema[] =>
  typeof schema === 'object' ? [schema, ...(schema.anyOf ?? []).flatMap(parts)] : [];

/** The schema of tourniquet.config.json for editors and pipelines. */
export const settingsJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(settingsSchema, { io: 'input' }),
  title: 'tourniquet.config.json: how Tourniquet is deployed',
});

const below = (schema: Schema | undefined, step: PropertyKey): Schema | undefined => {
  for (const part of parts(schema)) {
    const found = typeof step === 'number' ? part.items : part.properties?.[String(step)];
    if (typeof found === 'object' && !Array.isArray(found)) return found;
  }
  return undefined;
};

/** The fields that may stand at a place of the file. */
export const fieldsAt = (path: readonly PropertyKey[]): string[] => {
  const whole: Schema = z.toJSONSchema(settingsSchema, { io: 'input' });
  const here = path.reduce<Schema | undefined>(below, whole);
  return parts(here).flatMap((part) => Object.keys(part.properties ?? {}));
};
