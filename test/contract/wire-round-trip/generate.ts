import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { membersIn, placeOf } from '#infra/local/wire/http-bindings.ts';
import { requiredMembers } from '#infra/local/wire/required-members.ts';

const DEPTH = 4;

/** Characters that one of the encodings must escape, among plain ones. */
const text = fc.string({
  unit: fc.constantFrom(...'aZ09 -_.:/+%&=<>"\'#?,;{}[]|~é漢😀'),
  minLength: 1,
  maxLength: 12,
});
const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,10}[A-Za-z0-9]$/);
const pathPart = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 :()!*é&=+@-]{0,10}[A-Za-z0-9]$/);
const bucket = fc.stringMatching(/^[a-z][a-z0-9]{4,12}$/);

export interface Generation {
  /** Members that the client's own middleware changes or acts on. */
  without: readonly string[];
}

/** Any value of a schema that its protocol can carry. */
export function anyOf(schema: NormalizedSchema, generation: Generation, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isUnionSchema()) return unionOf(schema, generation, depth);
  if (schema.isStructSchema()) return structureOf(schema, generation, depth);
  const several = { minLength: 1, maxLength: 2 };
  if (schema.isListSchema()) return fc.array(anyOf(schema.getValueSchema(), generation, depth + 1), several);
  if (schema.isMapSchema()) {
    const value = anyOf(schema.getValueSchema(), generation, depth + 1);
    return fc.dictionary(
      word.map((key) => key.toLowerCase()),
      value,
      { minKeys: 1, maxKeys: 2, noNullPrototype: true },
    );
  }
  return simpleOf(schema);
}

function simpleOf(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.integer({ min: 0, max: 2 ** 31 });
  if (schema.isTimestampSchema()) {
    return fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
  }
  if (schema.isBlobSchema()) return fc.uint8Array({ minLength: 1, maxLength: 9 });
  if (schema.isDocumentSchema()) return fc.constant({ any: ['document'] });
  return stringOf(schema);
}

function stringOf(schema: NormalizedSchema): fc.Arbitrary<string> {
  const place = schema.isMemberSchema() ? placeOf(schema) : 'body';
  if (schema.getMemberName() === 'Bucket') return bucket;
  if (place === 'label') return pathPart;
  return place === 'header' || place === 'prefixHeaders' ? word : text;
}

function unionOf(schema: NormalizedSchema, generation: Generation, depth: number): fc.Arbitrary<unknown> {
  const simple = [...schema.structIterator()].filter(([, member]) => depth < DEPTH || isLeaf(member));
  return fc.oneof(
    ...simple.map(([name, member]) =>
      anyOf(member, generation, depth + 1).map((value) => ({ [name]: value })),
    ),
  );
}

function structureOf(schema: NormalizedSchema, generation: Generation, depth: number): fc.Arbitrary<unknown> {
  const required = new Set(requiredMembers(schema).map(([name]) => name));
  // An answer always has a status, given or not.
  for (const [name] of membersIn(schema, 'status')) required.add(name);
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, member] of schema.structIterator()) {
    const wanted =
      required.has(name) || ((depth < DEPTH || isLeaf(member)) && !generation.without.includes(name));
    if (wanted && depth < 2 * DEPTH) members[name] = memberOf(member, generation, depth);
  }
  const record = fc.record(members, {
    requiredKeys: [...required].filter((name) => name in members),
    noNullPrototype: true,
  });
  // Forms cannot carry a structure without members.
  const hasMembers = depth > 0 && Object.keys(members).length > 0;
  return hasMembers ? record.filter((shape) => Object.keys(shape).length > 0) : record;
}

/** Lists in headers hold what a header can hold, so the place of the list is that of its items. */
function memberOf(member: NormalizedSchema, generation: Generation, depth: number): fc.Arbitrary<unknown> {
  const place = placeOf(member);
  if (place === 'status') return fc.constant(200);
  if (place === 'header' && member.isListSchema()) return fc.array(word, { minLength: 1, maxLength: 2 });
  if (place === 'prefixHeaders') {
    return fc.dictionary(
      word.map((key) => key.toLowerCase()),
      word,
      { minKeys: 1, maxKeys: 2, noNullPrototype: true },
    );
  }
  return anyOf(member, generation, depth + 1);
}

const isLeaf = (schema: NormalizedSchema) =>
  !schema.isStructSchema() && !schema.isListSchema() && !schema.isMapSchema();
