import * as z from 'zod/mini';
import { settingsSchema } from './schema.ts';

/** A JSON schema, as far as names of fields need it. */
export interface ObjectSchema {
  properties?: Record<string, ObjectSchema>;
  items?: ObjectSchema;
  anyOf?: ObjectSchema[];
}

/** The schema of tourniquet.config.json for editors and pipelines. */
export const settingsJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(settingsSchema, { io: 'input' }),
  title: 'tourniquet.config.json: how Tourniquet is deployed',
});

const below = (schema: ObjectSchema | undefined, step: PropertyKey): ObjectSchema | undefined => {
  const parts = [schema, ...(schema?.anyOf ?? [])];
  for (const part of parts) {
    const found = typeof step === 'number' ? part?.items : part?.properties?.[String(step)];
    if (found) return found;
  }
  return undefined;
};

/** The fields that may stand at a place of the file. */
export const fieldsAt = (path: readonly PropertyKey[]): string[] => {
  const whole: ObjectSchema = z.toJSONSchema(settingsSchema, { io: 'input' });
  const here = path.reduce<ObjectSchema | undefined>(below, whole);
  return [here, ...(here?.anyOf ?? [])].flatMap((part) => Object.keys(part?.properties ?? {}));
};
