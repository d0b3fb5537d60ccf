import { now, timestamp } from '#lib/platform/clock.ts';
import { UsageError } from './usage-error.ts';

const milliseconds = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000, w: 7 * 24 * 60 * 60_000 } as const;
type Unit = keyof typeof milliseconds;

const span = /^(\d{1,6})([mhdw])$/;
/** A day alone is its first moment in UTC; a time of day needs its zone, so that nobody's clock is guessed. */
const iso = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * A moment as people type it: ISO 8601 (`2026-12-24`, `2026-12-24T18:00:00Z`), or a span such as `90m`, `12h`, `30d`
 * and `2w`, counted from now.
 * @param direction which way a span goes
 * @throws UsageError that names the option
 */
export const readTime = (option: string, text: string, direction: 'ahead' | 'ago'): Date => {
  const given = text.trim();
  const [, number, unit] = span.exec(given) ?? [];
  if (number !== undefined) {
    const length = Number(number) * milliseconds[unit as Unit];
    return checked(option, new Date(now().getTime() + (direction === 'ahead' ? length : -length)));
  }
  const [, day] = iso.exec(given) ?? [];
  if (day === undefined || !isDay(day)) throw wrong(option);
  return checked(option, new Date(given));
};

// JavaScript takes the 31st of February for a day in March.
const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && timestamp(at).startsWith(day);
};

const checked = (option: string, at: Date): Date => {
  if (Number.isNaN(at.getTime())) throw wrong(option);
  return at;
};

const wrong = (option: string): UsageError =>
  new UsageError(option, `${option} takes a time such as 2026-12-24T18:00:00Z, or a span such as 30d or 12h`);
