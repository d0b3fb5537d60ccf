import { logger } from '#lib/platform/logger.ts';

/** The part of the incident store that remembers what was told. */
export interface Marks {
  marked(incidentId: string, what: string): Promise<boolean>;
  mark(incidentId: string, what: string): Promise<boolean>;
}

/**
 * Tells something about an incident, and not again when the function is run again: Lambda repeats an
 * asynchronous invocation up to twice. Told first and marked afterwards: a run that dies in between, or a
 * store that is down, costs a second mail, which is better than none.
 * @returns whether it was told now
 * @throws what `tell` throws: nothing is marked, so the next run tells it
 */
export const tellOnce = async (
  incidentId: string,
  what: string,
  tell: () => Promise<void>,
  marks: Marks,
): Promise<boolean> => {
  if (await answered(() => marks.marked(incidentId, what))) return false;
  await tell();
  await answered(() => marks.mark(incidentId, what));
  return true;
};

/** A store that does not answer must not keep people from being told: it counts as "not told yet". */
const answered = async (ask: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await ask();
  } catch (error) {
    logger.error('the incident store does not answer', { error });
    return false;
  }
};
