import { parseXML } from '@aws-sdk/xml-builder';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import { MalformedInput } from './malformed.ts';
import { readText } from './text.ts';

/** An element: its text, or its children and attributes by name (an array where a name repeats). */
type XmlValue = string | { [name: string]: XmlValue | XmlValue[] };

/** Reads a structure from an XML document, whatever its root is called. */
export function readXmlDocument(schema: NormalizedSchema, document: string): Shape {
  return readXml(schema, rootOf(document));
}

function rootOf(document: string): XmlValue {
  try {
    const [root] = Object.values<XmlValue>(parseXML(document));
    return root ?? '';
  } catch (cause) {
    throw new MalformedInput('The XML you provided was not well-formed', { cause });
  }
}

function readXml(schema: NormalizedSchema, value: XmlValue): Shape {
  if (schema.isStructSchema()) return readStructure(schema, value);
  if (schema.isListSchema()) return readItems(schema.getValueSchema(), value);
  if (schema.isMapSchema()) return readEntries(schema, arrayOf(children(value)['entry']));
  return readText(schema, typeof value === 'string' ? value : String(value['#text'] ?? ''));
}

function readStructure(schema: NormalizedSchema, value: XmlValue): Shape {
  const shape: Shape = {};
  const found = children(value);
  for (const [name, member] of schema.structIterator()) {
    const here = found[member.getMemberTraits().xmlName ?? name];
    if (here !== undefined) shape[name] = readMember(member, here);
  }
  return shape;
}

/** A flattened list or map repeats its own element instead of wrapping its items in one. */
function readMember(member: NormalizedSchema, here: XmlValue | XmlValue[]): Shape {
  if (member.getMergedTraits().xmlFlattened) {
    if (member.isMapSchema()) return readEntries(member, arrayOf(here));
    return arrayOf(here).map((each) => readXml(member.getValueSchema(), each));
  }
  return readXml(member, arrayOf(here)[0] ?? '');
}

function readItems(item: NormalizedSchema, value: XmlValue): Shape[] {
  return arrayOf(children(value)[item.getMergedTraits().xmlName ?? 'member']).map((each) =>
    readXml(item, each),
  );
}

function readEntries(schema: NormalizedSchema, entries: XmlValue[]): Shape {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = schema.getValueSchema().getMergedTraits().xmlName ?? 'value';
  return Object.fromEntries(
    entries.map((entry) => [
      String(children(entry)[keyName] ?? ''),
      readXml(schema.getValueSchema(), arrayOf(children(entry)[valueName])[0] ?? ''),
    ]),
  );
}

const children = (value: XmlValue): Record<string, XmlValue | XmlValue[]> =>
  typeof value === 'string' ? {} : value;

const arrayOf = (value: XmlValue | XmlValue[] | undefined): XmlValue[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};
