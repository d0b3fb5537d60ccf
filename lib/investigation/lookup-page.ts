import {
  type CloudTrailClient,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  type LookupEventsCommandOutput,
} from '@aws-sdk/client-cloudtrail';
import { describeError, isError } from '#lib/aws/errors.ts';
import { backOff, isPassing, isThrottling } from '#lib/platform/retry.ts';
import type { Pacer } from './pacer.ts';

/** The way to CloudTrail, and the time there is for it. */
export interface Trail {
  clientFor(region: string): CloudTrailClient;
  pacerFor(region: string): Pacer;
  pause(milliseconds: number): Promise<void>;
  /** Milliseconds until the look must end, for what was found still has to be told; Infinity for no limit. */
  timeLeft(): number;
}

/** Why there is no page, in one sentence, and whether CloudTrail may not be read there at all. */
export interface NoPage {
  reason: string;
  refused?: true;
}

export type PageReading = { page: LookupEventsCommandOutput } | NoPage;

/** One call has been seen to take 35 s in us-east-1, so a minute is not yet a dead connection. */
const callLimit = 60_000;

// Throttled means that others use the same quota, and that passes: about nine minutes of waiting on one page.
const triesAllowed = { throttled: 30, passing: 6 } as const;

const outOfTime = { reason: 'the time for this look ran out; older events were not read' };

/** Reads one page. Never throws for what AWS answers: a Region that fails must not stop the others. */
export const fetchPage = async (
  region: string,
  input: LookupEventsCommandInput,
  trail: Trail,
): Promise<PageReading> => {
  const tries = { throttled: 0, passing: 0 };
  for (;;) {
    await trail.pacerFor(region).turn();
    const left = trail.timeLeft();
    if (left <= 0) return outOfTime;
    const answer = await send(region, input, trail, Math.min(callLimit, left));
    if ('page' in answer) return answer;
    const kind = kindOf(answer.error);
    // A call that was cut off because the look must end is no fault of CloudTrail's.
    if (trail.timeLeft() <= 0) return outOfTime;
    if (!kind || ++tries[kind] >= triesAllowed[kind])
      return { reason: giveUp(answer.error, tries), ...(kind === undefined && { refused: true }) };
    await trail.pause(Math.min(backOff(tries[kind]), trail.timeLeft()));
  }
};

const send = async (
  region: string,
  input: LookupEventsCommandInput,
  trail: Trail,
  limit: number,
): Promise<{ page: LookupEventsCommandOutput } | { error: unknown }> => {
  try {
    const abortSignal = AbortSignal.timeout(Math.ceil(limit));
    return { page: await trail.clientFor(region).send(new LookupEventsCommand(input), { abortSignal }) };
  } catch (error) {
    return { error };
  }
};

const kindOf = (error: unknown): keyof typeof triesAllowed | undefined => {
  if (isThrottling(error)) return 'throttled';
  // An AbortError is our own limit on a call that hung.
  return isPassing(error) || isError(error, 'AbortError') ? 'passing' : undefined;
};

const giveUp = (error: unknown, tries: { throttled: number; passing: number }): string => {
  const attempts = tries.throttled + tries.passing;
  const words = describeError('cloudtrail:LookupEvents', error);
  return attempts > 1 ? `${words} (after ${attempts} tries)` : words;
};
