import { now, sleep } from '#lib/platform/clock.ts';

/** Gives turns no faster than a quota allows. */
export interface Pacer {
  /** Resolves when the next request may be sent. Turns are given in the order they were asked for. */
  turn(): Promise<void>;
}

export interface Pace {
  requests: number;
  /** Milliseconds in which no more than `requests` turns are given, wherever that window is laid. */
  window: number;
}

/**
 * LookupEvents allows 2 requests per second, account and Region (CloudTrail API reference, LookupEvents). One every half
 * second keeps one in reserve: two at once each second leave none, and a request that travels a little longer than the
 * one before is throttled.
 */
export const lookupPace: Pace = { requests: 1, window: 500 };

export const createPacer = (pace: Pace = lookupPace, pause: typeof sleep = sleep): Pacer => {
  let given: number[] = [];
  let queue: Promise<void> = Promise.resolve();

  const untilNextTurn = (): number => {
    const at = now().getTime();
    // A clock that was set back would have us wait for a time that is long over.
    if (given.some((turn) => turn > at)) given = [];
    const oldest = given.length < pace.requests ? undefined : given[0];
    return oldest === undefined ? 0 : oldest + pace.window - at;
  };

  const giveTurn = async (): Promise<void> => {
    // Timers may fire a millisecond early, so the clock is asked again after every wait.
    for (let wait = untilNextTurn(); wait > 0; wait = untilNextTurn()) await pause(wait);
    given = [...given, now().getTime()].slice(-pace.requests);
  };

  return {
    turn() {
      queue = queue.then(giveTurn);
      return queue;
    },
  };
};

/** One pacer a Region, kept: several look-ups at once must share the quota that they share at AWS. */
export const createPacers = (makePacer: () => Pacer = createPacer): ((region: string) => Pacer) => {
  const pacers = new Map<string, Pacer>();
  return (region) => {
    const pacer = pacers.get(region) ?? makePacer();
    pacers.set(region, pacer);
    return pacer;
  };
};
