import { describeError } from '#lib/aws/errors.ts';
import { destinationsOf } from '#lib/incident/destinations.ts';
import { silenceOf } from '#lib/investigation/changes.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import type { Known } from './out-folder.ts';
import { type Place, placeFor } from './stores.ts';

/**
 * What the incidents say of a key, for a report on it. Only reads. Where they cannot be read a note says so.
 * @param onlyFiles whether AWS must not be asked: then only incidents in a folder are looked at
 */
export const knownCase = async (
  found: Investigation,
  state: string | undefined,
  onlyFiles: boolean,
): Promise<Known> => {
  const alone: Known = { found, descendants: [], destinations: [] };
  const place = placeFor(state);
  if (onlyFiles && place.folder === undefined) return alone;
  try {
    return { ...alone, ...(await read(found, place)) };
  } catch (error) {
    const why = describeError('reading the incidents', error);
    return {
      ...alone,
      found: { ...found, notes: [`Of what was contained nothing is told: ${why}.`, ...found.notes] },
    };
  }
};

const read = async (found: Investigation, { store, records }: Place): Promise<Partial<Known>> => {
  const incident = found.accessKeyId === null ? undefined : await store.find(found.accessKeyId);
  if (!incident) return {};
  const { incidentId, containedAt } = incident;
  return {
    incident,
    descendants: await store.descendantsOf(incidentId),
    destinations: await destinationsOf(records, incidentId),
    ...(containedAt !== undefined && { silent: silenceOf(found, containedAt) }),
  };
};
