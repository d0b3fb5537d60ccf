import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import { type FormNode, numbered } from './form.ts';
import { readText } from './text.ts';

/** `query` is awsQuery (IAM, STS, SNS); `ec2` capitalises names and never writes `member`. */
export type FormDialect = 'query' | 'ec2';

/** Reads the input of an awsQuery or ec2Query operation out of its form. */
export function readForm(schema: NormalizedSchema, node: FormNode, dialect: FormDialect): Shape {
  if (schema.isStructSchema()) return readStructure(schema, node, dialect);
  if (schema.isListSchema()) return readList(schema, node, dialect);
  if (schema.isMapSchema()) return readMap(schema, node, dialect);
  return readText(schema, node.value ?? '');
}

function readStructure(schema: NormalizedSchema, node: FormNode, dialect: FormDialect): Shape {
  const shape: Shape = {};
  for (const [name, member] of schema.structIterator()) {
    const found = node.children.get(formName(name, member, dialect));
    if (found) shape[name] = readForm(member, found, dialect);
  }
  return shape;
}

function formName(name: string, member: NormalizedSchema, dialect: FormDialect): string {
  const { xmlName, ec2QueryName } = member.getMergedTraits();
  if (dialect === 'query') return xmlName ?? name;
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  const plain: string = xmlName ?? name;
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function readList(schema: NormalizedSchema, node: FormNode, dialect: FormDialect): Shape[] {
  const member = schema.getValueSchema();
  return numbered(entriesOf(schema, node, dialect, member.getMergedTraits().xmlName ?? 'member')).map(
    (each) => readForm(member, each, dialect),
  );
}

function readMap(schema: NormalizedSchema, node: FormNode, dialect: FormDialect): Shape {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const keyName = key.getMergedTraits().xmlName ?? 'key';
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const entries = numbered(entriesOf(schema, node, dialect, 'entry')).map((each) => [
    each.children.get(keyName)?.value ?? '',
    readForm(value, each.children.get(valueName) ?? { children: new Map() }, dialect),
  ]);
  return Object.fromEntries(entries);
}

/** Where the numbers begin: right here when flattened, one level down otherwise. */
function entriesOf(schema: NormalizedSchema, node: FormNode, dialect: FormDialect, level: string): FormNode {
  if (dialect === 'ec2' || schema.getMergedTraits().xmlFlattened) return node;
  return node.children.get(level) ?? { children: new Map() };
}
