import { containDescendant } from '#lib/containment/descendant.ts';
import { waitForLease } from '#lib/containment/wait-for-lease.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { createdKey, descendantMessages, type Handed } from '#lib/investigation/descendants/messages.ts';
import { withStatuses } from '#lib/investigation/descendants/statuses.ts';
import type { Investigation } from '#lib/investigation/investigation.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { containDeps } from './deps.ts';
import { makeStateFolder } from './state-folder.ts';
import { type Place, placeFor } from './stores.ts';
import { UsageError } from './usage-error.ts';

interface Contained {
  /** The same with what became of each. */
  found: Investigation;
  lines: string[];
  /** Whether something of it is not contained. */
  open: boolean;
}

/**
 * Contains what came from a leaked key, from the terminal: what is certain, and what a person names.
 * @throws UsageError when the key itself has no incident yet
 */
export const containDescendants = async (
  found: Investigation,
  { also = [], state }: { also?: string[] | undefined; state?: string | undefined },
): Promise<Contained> => {
  const place = placeFor(state);
  const root = await rootIncident(found, place);
  const wanted = wantedOf(found, also);
  const handed = descendantMessages(root.incidentId, found, wanted);
  if (place.folder !== undefined) await makeStateFolder(place.folder);
  const deps = containDeps(place);
  const results: { handed: Handed; incident: Incident }[] = [];
  for (const each of handed) {
    const { incident } = await waitForLease(() => containDescendant(each.message, deps));
    results.push({ handed: each, incident });
  }
  const told = withStatuses(
    found,
    results.flatMap(({ handed: { about }, incident }) => about.map((id) => ({ id, incident }))),
  );
  return {
    found: told,
    lines:
      results.length > 0
        ? ['', 'Contained just now:', ...results.map(lineOf)]
        : ['', 'There was nothing to contain.'],
    open: results.some(({ incident }) => incident.status !== 'contained'),
  };
};

const rootIncident = async ({ accessKeyId }: Investigation, { store, where }: Place): Promise<Incident> => {
  const root = accessKeyId === null ? undefined : await store.find(accessKeyId);
  if (root) return root;
  throw new UsageError(
    '--contain',
    `contain the key itself first: there is no incident of ${accessKeyId} in ${where}`,
  );
};

const wantedOf = ({ credentials, created }: Investigation, also: string[]): Set<string> => {
  const waiting = new Set([
    ...credentials.filter(({ verdict }) => verdict !== undefined).map(({ id }) => id),
    ...created.filter(({ verdict }) => verdict !== undefined).map(createdKey),
  ]);
  const unknown = also.find((id) => id !== 'all' && !waiting.has(id));
  if (unknown !== undefined)
    throw new UsageError(
      '--also',
      `${inert(unknown, 100)} is none of what came from the key: the list above names them`,
    );
  return also.includes('all') ? waiting : new Set(also);
};

const lineOf = ({
  handed: { about },
  incident: { incidentId, status, reason },
}: {
  handed: Handed;
  incident: Incident;
}): string =>
  `  ${inert(about.join(', '), 200)}: ${status} (${incidentId})${status === 'contained' ? '' : `: ${inert(reason ?? '', 300)}`}`;
