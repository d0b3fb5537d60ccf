import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import { MalformedInput } from './malformed.ts';
import { readTimestamp, timestampFormat, toBytes, writeTimestamp } from './text.ts';

/** `jsonName` traits count in REST JSON and are ignored by awsJson (Smithy AWS JSON protocols). */
export interface JsonStyle {
  jsonNames: boolean;
}

/** @throws MalformedInput when the text is not JSON or does not fit the schema. */
export function parseJson(schema: NormalizedSchema, text: string, style: JsonStyle): Shape {
  try {
    return readJson(schema, text.trim() === '' ? {} : JSON.parse(text), style);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new MalformedInput('The request body is not JSON', { cause });
    throw cause;
  }
}

export function readJson(schema: NormalizedSchema, json: unknown, style: JsonStyle): Shape {
  if (json === null || schema.isDocumentSchema()) return json;
  if (schema.isStructSchema()) return readStructure(schema, record(json), style);
  if (schema.isListSchema()) return list(json).map((each) => readJson(schema.getValueSchema(), each, style));
  if (schema.isMapSchema()) return readMap(schema, record(json), style);
  return readSimple(schema, json);
}

function readStructure(schema: NormalizedSchema, json: Record<string, unknown>, style: JsonStyle): Shape {
  const shape: Shape = {};
  for (const [name, member] of schema.structIterator()) {
    const value = json[jsonName(name, member, style)];
    if (value !== undefined && value !== null) shape[name] = readJson(member, value, style);
  }
  return shape;
}

const readMap = (schema: NormalizedSchema, json: Record<string, unknown>, style: JsonStyle): Shape =>
  Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, readJson(schema.getValueSchema(), value, style)]),
  );

function readSimple(schema: NormalizedSchema, json: unknown): Shape {
  if (schema.isTimestampSchema() && (typeof json === 'number' || typeof json === 'string'))
    return readTimestamp(json);
  if (schema.isBlobSchema() && typeof json === 'string') return Buffer.from(json, 'base64');
  if (schema.isBooleanSchema() && typeof json === 'boolean') return json;
  if (schema.isStringSchema() && typeof json === 'string') return json;
  if (schema.isBigIntegerSchema() && Number.isInteger(json)) return BigInt(Number(json));
  if ((schema.isNumericSchema() || schema.isBigDecimalSchema()) && isNumber(json)) return Number(json);
  throw new MalformedInput(`${schema.getMemberName() ?? schema.getName()} cannot be ${typeof json}`);
}

/** The three values that JSON cannot write are sent as strings. */
const isNumber = (json: unknown) =>
  typeof json === 'number' || json === 'NaN' || json === 'Infinity' || json === '-Infinity';

/** A shape as what JSON.stringify takes. */
export function writeJson(schema: NormalizedSchema, value: Shape, style: JsonStyle): unknown {
  if (value === null || value === undefined || schema.isDocumentSchema()) return value;
  if (schema.isStructSchema()) return writeStructure(schema, value, style);
  if (schema.isListSchema())
    return value.map((each: Shape) => writeJson(schema.getValueSchema(), each, style));
  if (schema.isMapSchema()) return writeMap(schema, value, style);
  if (schema.isTimestampSchema()) return writeJsonTimestamp(schema, value);
  if (schema.isBlobSchema()) return toBytes(value).toString('base64');
  return typeof value === 'bigint' || Number.isNaN(value) ? Number(value) : value;
}

function writeStructure(schema: NormalizedSchema, shape: Shape, style: JsonStyle): unknown {
  const json: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const value = shape[name];
    if (value !== undefined && value !== null)
      json[jsonName(name, member, style)] = writeJson(member, value, style);
  }
  return json;
}

const writeMap = (schema: NormalizedSchema, map: Shape, style: JsonStyle) =>
  Object.fromEntries(
    Object.entries<Shape>(map).map(([key, value]) => [key, writeJson(schema.getValueSchema(), value, style)]),
  );

function writeJsonTimestamp(schema: NormalizedSchema, at: Date): number | string {
  const format = timestampFormat(schema, 'epoch-seconds');
  return format === 'epoch-seconds' ? at.getTime() / 1000 : writeTimestamp(at, format);
}

const jsonName = (name: string, member: NormalizedSchema, style: JsonStyle): string =>
  (style.jsonNames && member.getMergedTraits().jsonName) || name;

function record(json: unknown): Record<string, unknown> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  throw new MalformedInput('an object is expected');
}

function list(json: unknown): unknown[] {
  if (Array.isArray(json)) return json;
  throw new MalformedInput('a list is expected');
}
