/** Which faults of an AWS call are worth another try, for code that paces its own attempts. */
interface Fault {
  name?: unknown;
  code?: unknown;
  cause?: unknown;
  $retryable?: { throttling?: boolean };
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
}

const throttlingCodes = [
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
];

const passingCodes = [
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
];

const asFault = (error: unknown): Fault => (typeof error === 'object' && error !== null ? error : {});
const isOneOf = (codes: readonly string[], fault: Fault): boolean =>
  codes.some((code) => code === fault.name || code === fault.code);

/** AWS asked us to slow down: the call itself was in order. */
export const isThrottling = (error: unknown): boolean => {
  const fault = asFault(error);
  return (
    fault.$metadata?.httpStatusCode === 429 ||
    fault.$retryable?.throttling === true ||
    isOneOf(throttlingCodes, fault)
  );
};

/** A fault of the network or of the service that the same call may not meet again. */
export const isPassing = (error: unknown): boolean => {
  const fault = asFault(error);
  const status = fault.$metadata?.httpStatusCode ?? 0;
  // After a clock-skew answer the SDK has corrected its clock: the next attempt is signed with the right time.
  if (fault.$metadata?.clockSkewCorrected || status >= 500 || isOneOf(passingCodes, fault)) return true;
  return fault.cause !== undefined && fault.cause !== error && isPassing(fault.cause);
};

/**
 * Exponential back-off with jitter: doubles from `base` up to `cap` milliseconds, half of it random, so that
 * two functions that were throttled together do not come back together.
 * @param attempt 1 for the wait after the first failure
 */
export const backOff = (
  attempt: number,
  base = 500,
  cap = 20_000,
  random: () => number = Math.random,
): number => {
  const full = Math.min(cap, base * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + random() * (full / 2);
};
