import type { Row } from '@aws-sdk/client-athena';
import { redact } from '#lib/platform/redact.ts';
import { isTellingName } from '#lib/platform/redact-patterns.ts';
import { isJson, type Json } from '../detail.ts';
import { type Column, columns, identityFields, resourceFields } from './columns.ts';

/** A CloudTrail record as it stands in the trail's files, and the fields of it that could not be read. */
export interface RecordOfRow {
  detail: Json;
  damaged: readonly Column['field'][];
}

type Cell = { value: unknown } | 'damaged';

// Members that hold a secret are left out while the text is read. An array keeps its length.
const withoutSecrets = (name: string, value: unknown): unknown =>
  isTellingName(name) && value !== null && typeof value !== 'boolean' ? undefined : value;

const parse = (text: string): Cell => {
  try {
    return { value: JSON.parse(text, withoutSecrets) };
  } catch {
    // Cut off, or nested beyond the stack. The parser's message quotes the text: it is not passed on.
    return 'damaged';
  }
};

/** CloudTrail writes a word instead of a document it must not show: `HIDDEN_DUE_TO_SECURITY_REASONS`. */
const readDocument = (text: string): Cell =>
  /^\s*(?:[[{"]|null\s*$)/.test(text) ? parse(text) : { value: redact(text) };

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (isJson(value) && Object.keys(value).length === 0);

// The table has a column for every field that there can be; a record has only those that its caller had.
const restored = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((entry) => restored(entry, names));
  if (!isJson(value)) return value;
  const members = Object.entries(value)
    .map(([name, held]) => [names.get(name.toLowerCase()) ?? name, restored(held, names)] as const)
    .filter(([, held]) => !isEmpty(held));
  return Object.fromEntries(members);
};

const readStruct = (text: string, { form }: Column): Cell => {
  const cell = parse(text);
  if (cell === 'damaged') return cell;
  // Engine version 2 wrote a struct as a list of values without names.
  const whole = form === 'structs' ? Array.isArray(cell.value) : isJson(cell.value);
  if (!whole) return cell.value === null ? { value: null } : 'damaged';
  return { value: restored(cell.value, form === 'structs' ? resourceFields : identityFields) };
};

const readCell = (text: string, column: Column): Cell => {
  switch (column.form) {
    case 'json':
      return readDocument(text);
    case 'flag':
      return { value: text === 'true' ? true : text === 'false' ? false : text };
    case 'text':
      return { value: text };
    default:
      return readStruct(text, column);
  }
};

/**
 * Puts the record together again from a row of the answer. Never throws: a field that cannot be read is left out and
 * named, since the rest of the call is evidence all the same.
 */
export const recordOfRow = (row: Row): RecordOfRow => {
  const detail: Json = {};
  const damaged: Column['field'][] = [];
  columns.forEach((column, place) => {
    const text = row.Data?.[place]?.VarCharValue;
    if (text === undefined) return;
    const cell = readCell(text, column);
    if (cell === 'damaged') damaged.push(column.field);
    else if (cell.value !== null) detail[column.field] = cell.value;
  });
  return { detail, damaged };
};

/** The first row of the first page repeats the names of the columns. */
export const isHeader = (row: Row): boolean =>
  columns.every(({ column }, place) => row.Data?.[place]?.VarCharValue === column);
