import type { NormalizedSchema } from '@smithy/core/schema';

/** A structure schema lists its required members first and ends with how many they are. */
export function requiredMembers(schema: NormalizedSchema): [name: string, member: NormalizedSchema][] {
  const raw: unknown = schema.getSchema();
  const count = Array.isArray(raw) ? Number(raw[6] ?? 0) : 0;
  return count > 0 ? [...schema.structIterator()].slice(0, count) : [];
}
