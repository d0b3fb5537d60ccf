import { isPlausible } from '#lib/investigation/plausible-time.ts';

/** Milliseconds; undefined for what is no time, or one of another era. */
export const timeOf = (iso: string | null | undefined): number | undefined => {
  const at = Date.parse(iso ?? '');
  return isPlausible(at) ? at : undefined;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `10:04:12`. */
export const clockOf = (at: number, withSeconds: boolean): string =>
  new Date(at).toISOString().slice(11, withSeconds ? 19 : 16);

/** `2026-03-01`. */
export const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** `1 Mar`. */
export const dayOf = (at: number): string => {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`;
};

/** `1 Mar 10:04Z`. */
export const dayAndTime = (at: number): string => `${dayOf(at)} ${clockOf(at, false)}Z`;
