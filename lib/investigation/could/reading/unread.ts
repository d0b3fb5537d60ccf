import { describeError, errorCode } from '#lib/aws/errors.ts';
import { isPassing, isThrottling } from '#lib/platform/retry.ts';
import type { Unread } from './carried.ts';

/** The names under which the SDK tells that our own time ran out. */
const ranOut = ['AbortError', 'TimeoutError'];

/** What went unread for a call that failed, in a sentence for people. */
export const unreadBecause = (of: Unread['of'], operation: string, error: unknown): Unread => {
  const late = ranOut.includes(errorCode(error));
  return {
    of,
    why: late ? `${operation} was not answered in time` : describeError(operation, error),
    passing: late || isThrottling(error) || isPassing(error),
  };
};
