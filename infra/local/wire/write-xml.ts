import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import { type TimestampFormat, writeText } from './text.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\n': '&#xA;',
};

/** Line ends are escaped too: an XML reader would otherwise normalise or drop them. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"'\r\n]/g, (character) => ESCAPES[character] ?? character);

export const element = (name: string, content: string, attributes = ''): string =>
  `<${name}${attributes}>${content}</${name}>`;

const TIMESTAMPS: TimestampFormat = 'date-time';

/** The members of a structure as XML elements, one after the other; absent members are left out. */
export function writeMembers(schema: NormalizedSchema, shape: Shape): string {
  let xml = '';
  for (const [name, member] of schema.structIterator()) {
    const value = shape?.[name];
    if (value === undefined || value === null || member.getMergedTraits().xmlAttribute) continue;
    xml += writeXml(member.getMemberTraits().xmlName ?? name, member, value);
  }
  return xml;
}

/** One value as the element(s) called `name`. */
export function writeXml(name: string, schema: NormalizedSchema, value: Shape): string {
  if (schema.isListSchema()) return writeList(name, schema, value);
  if (schema.isMapSchema()) return writeMap(name, schema, value);
  if (schema.isStructSchema()) return element(name, writeMembers(schema, value), attributes(schema, value));
  return element(name, escapeXml(writeText(schema, value, TIMESTAMPS)));
}

function writeList(name: string, schema: NormalizedSchema, values: Shape[]): string {
  const member = schema.getValueSchema();
  const flattened = schema.getMergedTraits().xmlFlattened;
  const each = flattened ? name : (member.getMergedTraits().xmlName ?? 'member');
  const items = values.map((value) => writeXml(each, member, value)).join('');
  return flattened ? items : element(name, items);
}

function writeMap(name: string, schema: NormalizedSchema, map: Shape): string {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const keyName = key.getMergedTraits().xmlName ?? 'key';
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const flattened = schema.getMergedTraits().xmlFlattened;
  const entries = Object.entries<Shape>(map).map(([entryKey, entryValue]) =>
    element(
      flattened ? name : 'entry',
      element(keyName, escapeXml(entryKey)) + writeXml(valueName, value, entryValue),
    ),
  );
  return flattened ? entries.join('') : element(name, entries.join(''));
}

/** Attributes of a structure's own element: its namespace and its xmlAttribute members (S3's Grantee). */
function attributes(schema: NormalizedSchema, shape: Shape): string {
  let text = '';
  const namespace: unknown = schema.getMergedTraits().xmlNamespace;
  if (Array.isArray(namespace)) {
    const [prefix, uri] = namespace;
    text += ` ${prefix ? `xmlns:${prefix}` : 'xmlns'}="${escapeXml(String(uri))}"`;
  }
  for (const [name, member] of schema.structIterator()) {
    const { xmlAttribute, xmlName } = member.getMergedTraits();
    if (xmlAttribute && shape[name] !== undefined)
      text += ` ${xmlName ?? name}="${escapeXml(String(shape[name]))}"`;
  }
  return text;
}
