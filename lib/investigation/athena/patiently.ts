import { describeError, isError } from '#lib/aws/errors.ts';
import { backOff, isPassing, isThrottling } from '#lib/platform/retry.ts';

/** The time that there is for the look. */
export interface Patience {
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds until the look must end, for what was found still has to be told; Infinity for no limit. */
  timeLeft(): number;
}

/** Athena answers each of these calls at once: the query itself runs on without us. */
const callLimit = 60_000;

// As many queries at once as the account may have, others' included, are throttling too: they end within minutes.
const triesAllowed = { throttled: 30, passing: 6 } as const;

const kindOf = (error: unknown): keyof typeof triesAllowed | undefined => {
  if (isThrottling(error)) return 'throttled';
  // An AbortError is our own limit on a call that hung.
  return isPassing(error) || isError(error, 'AbortError') ? 'passing' : undefined;
};

/**
 * Makes one call, again where that can help: when throttled or met by a passing fault, later each time, until the
 * time is up. The client must not retry on its own. Never throws for what AWS answers.
 */
export const patiently = async <Answer>(
  operation: string,
  call: (abortSignal: AbortSignal) => Promise<Answer>,
  { pause, timeLeft }: Patience,
): Promise<{ answer: Answer } | { reason: string }> => {
  const tries = { throttled: 0, passing: 0 };
  for (;;) {
    const left = timeLeft();
    // Also after a call that was cut off because the look must end: that is no fault of Athena's.
    if (left <= 0) return { reason: 'the time for this look ran out' };
    try {
      return { answer: await call(AbortSignal.timeout(Math.ceil(Math.min(callLimit, left)))) };
    } catch (error) {
      const kind = kindOf(error);
      if (!kind || ++tries[kind] >= triesAllowed[kind]) return { reason: describeError(operation, error) };
      await pause(Math.min(backOff(tries[kind]), timeLeft()));
    }
  }
};
