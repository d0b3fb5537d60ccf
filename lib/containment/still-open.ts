import { describeError } from '#lib/aws/errors.ts';
import type { Incident } from '#lib/incident/incident.ts';

/** How a source answers for a report of its own: `undefined` where it has none that could be open. */
export type ReportState = 'open' | 'resolved' | undefined;

/**
 * Says of each alert of an incident that is still open, or of which that cannot be learnt. A person who resolved it
 * has looked at it; nobody has looked at one that is open.
 * @param stateOf asks GitHub about the alert that a signal's id names
 */
export const stillOpen =
  (stateOf: (signalId: string) => Promise<ReportState>) =>
  async ({ signals }: Incident): Promise<string[]> => {
    const alerts = [...new Set(signals.filter(({ source }) => source === 'github').map(({ id }) => id))];
    const found = await Promise.all(
      alerts.map(async (id) => {
        try {
          return (await stateOf(id)) === 'open' ? `alert ${id} is still open` : [];
        } catch (error) {
          return `whether alert ${id} is still open cannot be learnt: ${describeError('asking GitHub', error)}`;
        }
      }),
    );
    return found.flat();
  };
