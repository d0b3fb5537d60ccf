import type { Clock } from '../contract.ts';
import type { Activity } from './activity.ts';

/**
 * Begins `work` in a moment, as an appointment of the clock: while the clock is being moved it stands still for
 * as long as the work takes. A function that a delayed message woke would otherwise run in real time while the
 * hour that the clock was moved by is already over.
 */
export const soon = (clock: Clock, activity: Activity, work: () => Promise<void>): void => {
  void activity.during(
    () =>
      new Promise<void>((resolve, reject) => {
        clock.at(clock.now(), () => work().then(resolve, reject));
      }),
  );
};
