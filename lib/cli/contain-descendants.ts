import { describeError } from '#lib/aws/errors.ts';
import { containDescendant } from '#lib/containment/descendant.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { descendantMessages, type Handed } from '#lib/investigation/descendants/messages.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { type Chosen, chosen } from './choose-descendants.ts';
import { type Contained, type Result, told } from './contained-just-now.ts';
import { containDeps } from './deps.ts';
import { makeStateFolder } from './state-folder.ts';
import { type Place, placeFor } from './stores.ts';
import { UsageError } from './usage-error.ts';

/** The incident of the leaked key, and where it is kept. */
export interface Leak {
  incident: Incident;
  place: Place;
}

/**
 * The incident that what came from a key is contained under. Asked for before the trail is read, which takes minutes.
 * @throws UsageError when there is none, or when a person restored it
 */
export const leakOf = async (accessKeyId: string, state: string | undefined): Promise<Leak> => {
  const place = placeFor(state);
  const incident = await place.store.find(accessKeyId);
  const contain = `npm run -s tourniquet -- contain ${accessKeyId}`;
  if (!incident)
    throw new UsageError(
      '--contain',
      `there is no incident of ${accessKeyId} in ${place.where}: contain the key itself first (${contain}), or ${place.elsewhere}`,
    );
  if (incident.status === 'restored')
    throw new UsageError(
      '--contain',
      `incident ${incident.incidentId} was restored, and nothing is contained under it: contain the key itself again first (${contain})`,
    );
  if (place.folder !== undefined) await makeStateFolder(place.folder);
  return { incident, place };
};

/**
 * Contains what came from a leaked key, from the terminal: what is certain, and what a person names with --also. One
 * that fails stops no other.
 * @throws UsageError when --also names what did not come from the key
 */
export const containDescendants = async (
  found: Investigation,
  { incident, place }: Leak,
  also: readonly string[] = [],
): Promise<Contained> => {
  const wanted = chosen(found, also);
  const deps = containDeps(place);
  const results: Result[] = [];
  for (const handed of handedOver(incident.incidentId, found, wanted)) {
    const done = waitForLease(async () => (await containDescendant(handed.message, deps)).incident);
    results.push(
      await done.then(
        (own) => ({ handed, incident: own }),
        (error: unknown) => ({ handed, failure: describeError('containing it', error) }),
      ),
    );
  }
  return told(found, results, wanted.named);
};

// Who says `all` has looked at none of them: only one that is named is contained although a rule protects it.
const handedOver = (incidentId: string, found: Investigation, { ids, named }: Chosen): Handed[] =>
  descendantMessages(incidentId, found, ids).map((handed) => {
    if (handed.about.some((id) => named.has(id))) return handed;
    const { evenIfProtected: _, ...message } = handed.message;
    return { ...handed, message };
  });
