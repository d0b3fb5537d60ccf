import type { Incident } from '#lib/incident/incident.ts';
import { silenceOf } from '#lib/investigation/changes.ts';
import type { Told } from '#lib/investigation/look-once.ts';
import { timestamp } from '#lib/platform/clock.ts';
import type { Case } from './case.ts';

/** What a look does not know by itself. */
interface Beside extends Pick<Case, 'calls' | 'callsInAll'> {
  descendants: Incident[];
  /** Where the evidence is about to be kept, and what is missing in it already. */
  evidence?: string;
  missing?: string | undefined;
}

/** The case as a look has found it. */
export const caseOf = (
  { incident, found, look, nextLookAt, destinations = [], ...told }: Told,
  { descendants, calls, callsInAll, ...beside }: Beside,
): Case => {
  const containedAt = incident?.containedAt;
  const evidence = beside.evidence ?? told.evidence;
  const evidenceFailed = beside.missing ?? told.evidenceFailed;
  return {
    ...(incident && { incident }),
    descendants,
    found,
    look,
    ...(nextLookAt !== undefined && { nextLookAt }),
    ...(containedAt !== undefined && { silent: silenceOf(found, containedAt) }),
    destinations,
    calls,
    callsInAll,
    ...(evidence !== undefined && { evidence }),
    ...(evidenceFailed !== undefined && { evidenceFailed }),
    writtenAt: timestamp(),
  };
};
