import type { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from '../contract.ts';
import type { WireRequest } from './message.ts';
import { queryOf } from './router.ts';
import { readText, writeText } from './text.ts';

/** Smithy's HTTP bindings: which member of a REST operation stands in path, query, headers, status or body. */
export type Place =
  | 'label'
  | 'query'
  | 'queryParams'
  | 'header'
  | 'prefixHeaders'
  | 'status'
  | 'payload'
  | 'body';

export function placeOf(member: NormalizedSchema): Place {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return 'label';
  if (traits.httpQuery) return 'query';
  if (traits.httpQueryParams) return 'queryParams';
  if (traits.httpHeader) return 'header';
  if (traits.httpPrefixHeaders !== undefined) return 'prefixHeaders';
  if (traits.httpResponseCode) return 'status';
  return traits.httpPayload ? 'payload' : 'body';
}

export function* membersIn(schema: NormalizedSchema, ...places: Place[]) {
  for (const [name, member] of schema.structIterator()) {
    if (places.includes(placeOf(member))) yield [name, member] as const;
  }
}

/** Reads everything but the body. */
export function readBindings(
  schema: NormalizedSchema,
  request: WireRequest,
  labels: Record<string, string>,
): Shape {
  const shape: Shape = {};
  const query = queryOf(request);
  for (const [name, member] of schema.structIterator()) {
    const value = readBound(name, member, request.headers, query, labels);
    if (value !== undefined) shape[name] = value;
  }
  return shape;
}

function readBound(
  name: string,
  member: NormalizedSchema,
  headers: Record<string, string>,
  query: [string, string][],
  labels: Record<string, string>,
): Shape {
  const { httpQuery, httpHeader, httpPrefixHeaders } = member.getMergedTraits();
  const place = placeOf(member);
  if (place === 'label') return readValue(member, labels[name]);
  if (place === 'query') return readQuery(member, query, httpQuery ?? name);
  if (place === 'header') return readValue(member, headers[(httpHeader ?? name).toLowerCase()]);
  if (place === 'prefixHeaders') return readPrefixed(headers, httpPrefixHeaders ?? '');
  if (place === 'queryParams') return query.length > 0 ? Object.fromEntries(query) : undefined;
  return undefined;
}

function readQuery(member: NormalizedSchema, query: [string, string][], name: string): Shape {
  const values = query.filter((pair) => pair[0] === name).map(([, value]) => value);
  if (!member.isListSchema()) return readValue(member, values[0]);
  return values.length > 0 ? values.map((value) => readText(member.getValueSchema(), value)) : undefined;
}

function readValue(member: NormalizedSchema, text: string | undefined): Shape {
  if (text === undefined) return undefined;
  if (!member.isListSchema()) return readText(member, text);
  return splitList(text).map((item) => readText(member.getValueSchema(), item));
}

/** Items of a list header are separated by commas, and quoted when they contain one. */
const splitList = (text: string): string[] =>
  (text.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [])
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => (item.startsWith('"') ? item.slice(1, -1).replace(/\\(.)/g, '$1') : item));

function readPrefixed(headers: Record<string, string>, prefix: string): Shape {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix.toLowerCase()));
  return found.length > 0
    ? Object.fromEntries(found.map(([name, text]) => [name.slice(prefix.length), text]))
    : undefined;
}

/** The headers of an answer: those of its members, and nothing for absent ones. */
export function writeHeaders(schema: NormalizedSchema, shape: Shape): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of membersIn(schema, 'header', 'prefixHeaders')) {
    const value = shape[name];
    if (value === undefined || value === null) continue;
    const { httpHeader, httpPrefixHeaders } = member.getMergedTraits();
    if (httpHeader) headers[httpHeader.toLowerCase()] = writeHeader(member, value);
    else
      for (const [key, text] of Object.entries(value))
        headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = String(text);
  }
  return headers;
}

function writeHeader(member: NormalizedSchema, value: Shape): string {
  if (!member.isListSchema()) return writeText(member, value, 'http-date');
  return value.map((item: Shape) => quote(writeText(member.getValueSchema(), item, 'http-date'))).join(', ');
}

const quote = (text: string) => (/[",]/.test(text) ? `"${text.replace(/(["\\])/g, '\\$1')}"` : text);

/** A payload that is plain bytes or text, as against one that the protocol's own format writes. */
export const isPlainPayload = (member: NormalizedSchema) =>
  member.isBlobSchema() || member.isStringSchema() || member.isStreaming();

export const readPlainPayload = (member: NormalizedSchema, body: Buffer): Shape =>
  member.isStringSchema() ? body.toString('utf8') : body;

/** The status of a good answer, which some operations choose themselves (Lambda's Invoke). */
export function writeStatus(schema: NormalizedSchema, shape: Shape, otherwise: number): number {
  for (const [name] of membersIn(schema, 'status')) if (shape[name]) return Number(shape[name]);
  return otherwise;
}
