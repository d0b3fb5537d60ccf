import { text } from './detail.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// `Jul 30, 2024, 9:46:15 PM`, in UTC; some services leave the second comma out.
const spoken = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})\s([AP])M$/;
const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** No session lives longer: GetFederationToken gives up to 36 hours (STS API reference, GetFederationToken). */
const longest = 36 * 60 * 60_000;

const spokenTime = (found: RegExpExecArray): number => {
  const [, month = '', day, year, hour, minute, second, half] = found;
  const index = months.indexOf(month);
  const of12 = Number(hour);
  if (index < 0 || of12 < 1 || of12 > 12) return Number.NaN;
  const hours = (of12 % 12) + (half === 'P' ? 12 : 0);
  return Date.UTC(Number(year), index, Number(day), hours, Number(minute), Number(second));
};

const timeOf = (value: unknown): number => {
  const words = text(value) ?? '';
  const found = spoken.exec(words);
  if (found) return spokenTime(found);
  return iso.test(words) ? Date.parse(words) : Number.NaN;
};

/**
 * When issued credentials expire, ISO 8601 UTC, by `responseElements.credentials.expiration`. Where that cannot be
 * read, or is no time at which a session can end, it is the latest time that can be: a session must not be taken for dead.
 * @param issuedAt ISO 8601 UTC
 */
export const expiryOf = (expiration: unknown, issuedAt: string): string => {
  const earliest = Date.parse(issuedAt);
  const latest = earliest + longest;
  const told = timeOf(expiration);
  return new Date(told >= earliest && told <= latest ? told : latest).toISOString();
};
