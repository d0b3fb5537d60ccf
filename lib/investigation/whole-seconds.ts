/**
 * CloudTrail tells of a call only the second it was made in, while our own times have milliseconds. So of a call of the
 * same second nobody can say whether it came before or after: what is said here holds from the next whole second on.
 */
export const nextSecond = (at: string): string =>
  new Date((Math.floor(Date.parse(at) / 1000) + 1) * 1000).toISOString();

/** Whether a call was certainly made after a time of ours: not in the same second. */
export const certainlyAfter = (eventTime: string, at: string): boolean =>
  Date.parse(eventTime) >= Date.parse(nextSecond(at));

/** Whether a call was certainly made before a time of ours: not in the same second. */
export const certainlyBefore = (eventTime: string, at: string): boolean =>
  Date.parse(eventTime) + 1000 <= Date.parse(at);
