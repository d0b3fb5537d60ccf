import { parseKeyId } from '#lib/credential/key-id.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { logger } from '#lib/platform/logger.ts';
import type { Trail } from './lookup-page.ts';
import { OwnerFinder, type OwnerFinding } from './owner-finder.ts';
import { searchOwner } from './owner-search.ts';
import type { Subject } from './subject.ts';
import type { TrailRecord } from './trail-record.ts';
import { lookupWindow } from './window.ts';

/** What a search for an owner found, and what keeps watching the look that follows it. */
export interface OwnerSearch {
  finding(): OwnerFinding;
  watch(record: TrailRecord): void;
  notes(): string[];
}

/** Whether containment waits for the owner: no API tells whose a temporary credential is, only the trail does. */
const isOwnerless = ({ status, decidedBy, accessKeyId }: Incident): boolean =>
  status === 'not-contained' &&
  decidedBy === 'principal-unknown' &&
  parseKeyId(accessKeyId).kind === 'temporary';

/** Looks for the owner of an incident's credential where nobody knows it; undefined where it need not be looked for. */
export const searchForIncident = async (
  subject: Subject,
  incident: Incident | undefined,
  regions: readonly string[],
  trail: Trail,
): Promise<OwnerSearch | undefined> => {
  if (!incident || 'user' in subject || !isOwnerless(incident)) return undefined;
  const { incidentId, accountId } = incident;
  const { accessKeyId } = subject;
  // The owner of one key must not be handed on as that of another.
  if (accessKeyId !== incident.accessKeyId) return undefined;
  const finder = new OwnerFinder(accessKeyId, accountId);
  const { from, to } = lookupWindow({});
  const unread = await searchOwner({ accessKeyId, from, to, regions }, finder, trail);
  logger.info('looked for the owner of the key', { incidentId, finding: finder.result(), unread });
  return {
    finding: () => finder.result(),
    watch: (record) => {
      finder.add(record);
    },
    notes: () =>
      finder.result().state === 'not-found' && unread.length > 0
        ? [
            `Its owner was not looked for to the end in ${[...new Set(unread.map(({ region }) => region))].join(', ')}.`,
          ]
        : [],
  };
};
