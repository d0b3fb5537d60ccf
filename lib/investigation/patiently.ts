import { isError } from '#lib/aws/errors.ts';
import { backOff, isPassing, isThrottling } from '#lib/platform/retry.ts';

/** The time that there is for a look. */
export interface Patience {
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds until the look must end, for what was found still has to be told; Infinity for no limit. */
  timeLeft(): number;
}

export type Outcome<Answer> =
  | { answer: Answer }
  | 'out of time'
  /** `hopeless`: no further try could have helped. */
  | { error: unknown; tries: number; hopeless: boolean };

/** One call of LookupEvents has been seen to take 35 s in us-east-1, so a minute is not yet a dead connection. */
const callLimit = 60_000;

// Throttled means that others use the same quota, and that passes: about nine minutes of waiting for one answer. As many
// queries of Athena at once as the account may have are throttling too: they end within minutes.
const triesAllowed = { throttled: 30, passing: 6 } as const;

const kindOf = (error: unknown): keyof typeof triesAllowed | undefined => {
  if (isThrottling(error)) return 'throttled';
  // An AbortError is our own limit on a call that hung.
  return isPassing(error) || isError(error, 'AbortError') ? 'passing' : undefined;
};

/**
 * Makes one call, again where that can help: when throttled or met by a passing fault, later each time, until the
 * time is up. The client must not retry on its own. Never throws for what AWS answers.
 * @param turn waits until the next try may be made
 */
export const patiently = async <Answer>(
  call: (abortSignal: AbortSignal) => Promise<Answer>,
  { pause, timeLeft }: Patience,
  turn: () => Promise<void> = async () => {},
): Promise<Outcome<Answer>> => {
  const tries = { throttled: 0, passing: 0 };
  for (;;) {
    await turn();
    const left = timeLeft();
    if (left <= 0) return 'out of time';
    try {
      return { answer: await call(AbortSignal.timeout(Math.ceil(Math.min(callLimit, left)))) };
    } catch (error) {
      // A call that was cut off because the look must end is no fault of the service's.
      if (timeLeft() <= 0) return 'out of time';
      const kind = kindOf(error);
      if (!kind || ++tries[kind] >= triesAllowed[kind])
        return { error, tries: tries.throttled + tries.passing, hopeless: kind === undefined };
      await pause(Math.min(backOff(tries[kind]), timeLeft()));
    }
  }
};
