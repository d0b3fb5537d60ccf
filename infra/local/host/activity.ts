/** Counts what is under way, so that tests and the drill can wait for all of it without sleeping. */
export interface Activity {
  /** Counts `work` until it settles. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way and nothing followed from what ended last. */
  idle(): Promise<void>;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createActivity = (): Activity => {
  let running = 0;
  const waiting: (() => void)[] = [];

  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      if (running === 0) {
        for (const resolve of waiting.splice(0)) resolve();
      }
    }
  };

  const ended = (): Promise<void> =>
    running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));

  const idle = async (): Promise<void> => {
    do {
      await ended();
      // A delivery that was caused by the work that ended begins within this turn of the event loop.
      await turn();
    } while (running > 0);
  };

  return { during, idle };
};
