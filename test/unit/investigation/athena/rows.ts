import type { Row } from '@aws-sdk/client-athena';
import { columns } from '#lib/investigation/athena/columns.ts';
import { isJson, type Json } from '#lib/investigation/detail.ts';

/** Names as Glue keeps them, at every depth. */
const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name.toLowerCase(), lowered(held)]));
};

/** The row that Athena answers for a record, as the columns of the table hold it. */
export const rowOf = (record: Json): Row => ({
  Data: columns.map(({ field, form }) => {
    const value = record[field];
    if (value === undefined || value === null) return {};
    if (form === 'struct' || form === 'structs') return { VarCharValue: JSON.stringify(lowered(value)) };
    return { VarCharValue: typeof value === 'string' ? value : JSON.stringify(value) };
  }),
});

/** A row with these columns only. */
export const rowWith = (cells: Partial<Record<(typeof columns)[number]['column'], string>>): Row => ({
  Data: columns.map(({ column }) => {
    const text = cells[column];
    return text === undefined ? {} : { VarCharValue: text };
  }),
});
