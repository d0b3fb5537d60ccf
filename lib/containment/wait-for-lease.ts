import { leaseMilliseconds } from '#lib/incident/store.ts';
import { sleep } from '#lib/platform/clock.ts';
import { IncidentBusy } from './incident-busy.ts';

const pause = 1_000;

/**
 * Does the work once no other run holds the incident: for a person who waits for the answer. A lease that was
 * left behind by a run that died ends by itself.
 * @param patience milliseconds; the time of two leases by default
 * @throws IncidentBusy when it is still held after that
 */
export const waitForLease = async <T>(
  work: () => Promise<T>,
  patience = 2 * leaseMilliseconds,
): Promise<T> => {
  for (let waited = 0; ; waited += pause) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IncidentBusy) || waited > patience) throw error;
      await sleep(pause);
    }
  }
};
