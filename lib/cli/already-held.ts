import { describeError } from '#lib/aws/errors.ts';
import { heldOf } from '#lib/investigation/descendants/held.ts';
import { createdKey, descendantMessages } from '#lib/investigation/descendants/messages.ts';
import { withStatuses } from '#lib/investigation/descendants/statuses.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { placeFor } from './stores.ts';

/**
 * The investigation with what was contained before, as the incidents say. Only reads. Where they cannot be read a note
 * says so: what was found is told all the same.
 */
export const withAlreadyHeld = async (
  found: Investigation,
  state: string | undefined,
): Promise<Investigation> => {
  try {
    return await held(found, state);
  } catch (error) {
    const why = describeError('reading the incidents', error);
    return {
      ...found,
      notes: [`What was contained before is not told: ${why}.`, ...found.notes],
    };
  }
};

const held = async (found: Investigation, state: string | undefined): Promise<Investigation> => {
  const { store } = placeFor(state);
  const incident = found.accessKeyId === null ? undefined : await store.find(found.accessKeyId);
  if (!incident) return found;
  const judged = [
    ...found.credentials.flatMap(({ id, verdict }) => (verdict ? [id] : [])),
    ...found.created.flatMap((thing) => (thing.verdict ? [createdKey(thing)] : [])),
  ];
  const things = descendantMessages(incident.incidentId, found, new Set(judged));
  // Nothing was just begun, so there is nothing to wait for.
  const now = { incidents: store, timeLeft: () => 0 };
  return withStatuses(found, await heldOf(incident.incidentId, things, now));
};
