import { timestamp } from '#lib/platform/clock.ts';

const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/;
/** `Wed, 12 Feb 2025 00:37:54 GMT`; AWS Health's own description of its format has more commas. */
const rfc1123 = /^(?:[A-Z][a-z]{2},? )?(\d{1,2}),? ([A-Z][a-z]{2}),? (\d{4}),? (\d\d:\d\d:\d\d) (?:GMT|UTC)$/;

const inUtc = (text: string): string | undefined => {
  const [, day, time, fraction = '', zone = 'Z'] = iso.exec(text) ?? [];
  if (day !== undefined) return `${day}T${time}${fraction}${zone}`;
  const [, date, month, year, clock] = rfc1123.exec(text) ?? [];
  return date === undefined ? undefined : `${date} ${month} ${year} ${clock} GMT`;
};

/**
 * A moment as sources write it, as ISO 8601 UTC: ISO 8601 (without a zone it is UTC) or RFC 1123, in which AWS Health
 * writes. Undefined for everything else: no leak is refused for its time.
 */
export const isoTime = (value: unknown): string | undefined => {
  const text = typeof value === 'string' ? inUtc(value) : undefined;
  if (text === undefined) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : timestamp(at);
};
