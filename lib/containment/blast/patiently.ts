import { sleep } from '#lib/platform/clock.ts';
import { backOff, isThrottling } from '#lib/platform/retry.ts';

const attempts = 8;

/**
 * Asks again where AWS asks us to slow down, beyond what the SDK does by itself: IAM throttles by account, and what
 * runs in production there comes first.
 * @throws what else AWS throws, and the throttling that did not end
 */
export const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === attempts || !isThrottling(error)) throw error;
      await sleep(backOff(attempt));
    }
  }
};
