import type { NormalizedSchema } from '@smithy/core/schema';
import { MalformedInput } from './malformed.ts';

/**
 * Simple values as text, as they stand in form fields, XML elements, headers, paths and query strings.
 * The formats are those of the Smithy AWS protocol specifications.
 */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

const TRAIT_FORMATS: Record<number, TimestampFormat> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };

export const timestampFormat = (schema: NormalizedSchema, otherwise: TimestampFormat): TimestampFormat =>
  TRAIT_FORMATS[Number(schema.getSchema())] ?? otherwise;

export function writeTimestamp(at: Date, format: TimestampFormat): string {
  if (format === 'http-date') return at.toUTCString();
  if (format === 'epoch-seconds') return String(at.getTime() / 1000);
  return at.toISOString().replace('.000Z', 'Z');
}

/** Any of the three formats: clients of different ages send different ones for the same member. */
export function readTimestamp(text: string | number): Date {
  const seconds = Number(text);
  const at = new Date(text !== '' && Number.isFinite(seconds) ? Math.round(seconds * 1000) : text);
  if (Number.isNaN(at.getTime())) throw new MalformedInput(`'${text}' is not a timestamp`);
  return at;
}

export function readText(schema: NormalizedSchema, text: string): unknown {
  if (schema.isBooleanSchema()) return readBoolean(text);
  if (schema.isNumericSchema() || schema.isBigDecimalSchema()) return readNumber(text);
  if (schema.isBigIntegerSchema()) return readInteger(text);
  if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
  if (schema.isTimestampSchema()) return readTimestamp(text);
  if (isStructured(schema)) throw new MalformedInput(`'${text}' stands where a structure is expected`);
  return text;
}

export function writeText(schema: NormalizedSchema, value: unknown, timestamps: TimestampFormat): string {
  if (value instanceof Date) return writeTimestamp(value, timestampFormat(schema, timestamps));
  if (schema.isBlobSchema()) return toBytes(value).toString('base64');
  return String(value);
}

/** Bytes, however an operation handed them over. */
export function toBytes(value: unknown): Buffer {
  if (typeof value === 'string' || value instanceof Uint8Array) return Buffer.from(value);
  if (value === undefined || value === null) return Buffer.alloc(0);
  throw new TypeError('a blob must be a string or bytes');
}

const isStructured = (schema: NormalizedSchema) =>
  schema.isStructSchema() || schema.isListSchema() || schema.isMapSchema();

function readBoolean(text: string): boolean {
  const word = text.toLowerCase();
  if (word !== 'true' && word !== 'false') throw new MalformedInput(`'${text}' is not a boolean`);
  return word === 'true';
}

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) {
    throw new MalformedInput(`'${text}' is not a number`);
  }
  return number;
}

function readInteger(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw new MalformedInput(`'${text}' is not an integer`);
  return BigInt(text);
}
