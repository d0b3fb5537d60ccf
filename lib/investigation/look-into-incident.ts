import type { Incident } from '#lib/incident/incident.ts';
import { addSessions } from '#lib/incident/issued-sessions.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { logger } from '#lib/platform/logger.ts';
import { type CouldOfLookDeps, couldOfLook } from './could/of-look.ts';
import { withUsed } from './could/used.ts';
import { notRead } from './coverage.ts';
import { isUserFree, leakOf, subjectOf } from './incident-subject.ts';
import { type InvestigateDeps, investigate, nothingToLookFor } from './investigate.ts';
import type { Investigation } from './investigation.ts';
import { type OwnerSearch, searchForIncident } from './ownerless.ts';
import { type IncidentReader, readIncident } from './read-incident.ts';
import type { InvestigateRequest } from './request.ts';
import { type OwnerChannel, tellOwner } from './tell-owner.ts';

export interface IncidentLookDeps extends Omit<InvestigateDeps, 'watch'>, OwnerChannel, CouldOfLookDeps {
  incidents: OwnerChannel['incidents'] & IncidentReader;
  records: Pick<RecordStore, 'get' | 'set'>;
  /** The account whose trail is read. */
  ownAccountId: string;
}

export interface Look {
  found: Investigation;
  /** What could not be handed on or kept. People are told all the same; then the look has to be run again. */
  faults: unknown[];
}

/**
 * Looks at what an incident's credential did and keeps what it issued. Where nobody knows whose it is, that is looked
 * for first and handed on at once: until then the credential works.
 * @throws what the store throws when only the incident could say whom to look for
 */
export const lookIntoIncident = async (
  { incidentId, accessKeyId }: InvestigateRequest,
  deps: IncidentLookDeps,
): Promise<Look> => {
  const incident =
    accessKeyId === null
      ? ((await deps.incidents.find(incidentId)) ?? 'missing')
      : await readIncident(deps.incidents, incidentId);
  const known = typeof incident === 'object' ? incident : undefined;
  const subject = subjectOf(accessKeyId, known);
  if (!subject) return { found: nothingToLookFor(noSubject), faults: [] };
  // Begun beside the trail, which takes longer.
  const could = couldOfLook(known, deps);
  const regions = await deps.enabledRegions();
  const faults: unknown[] = [];
  const search = await searchForIncident(subject, known, regions.regions, deps);
  if (search) await attempt(faults, () => tellOwner(incidentId, search.finding(), deps));
  const watched = { ...deps, ...(search && { watch: search.watch }), enabledRegions: async () => regions };
  const question = {
    ...subject,
    ...leakOf(known),
    ...(known?.containedAt && { containedAt: known.containedAt }),
    userIsFree: known !== undefined && isUserFree(known),
  };
  const seen = completed(await investigate(question, watched), search, known, deps);
  const allowed = await could;
  const found = allowed ? { ...seen, could: withUsed(allowed, seen.actions) } : seen;
  // A second record that disagrees may come later than the first page: then it is said, though it was handed on.
  if (found.owner?.state === 'contradicted')
    logger.error('records disagree about the owner of the key', { incidentId, owner: found.owner });
  if (incident !== 'missing')
    await attempt(faults, () => addSessions(deps.records, incidentId, found.sessions));
  return { found, faults };
};

const noSubject =
  'Nothing was looked for: the incident names neither a key nor a user, and CloudTrail is looked up by one of the two.';

const completed = (
  found: Investigation,
  search: OwnerSearch | undefined,
  incident: Incident | undefined,
  { ownAccountId }: IncidentLookDeps,
): Investigation => {
  const accountId = incident?.accountId ?? ownAccountId;
  const unread = `the trail of account ${accountId} cannot be read yet: only what account ${ownAccountId} saw is told`;
  const elsewhere = accountId === ownAccountId ? [] : [unread];
  return {
    ...found,
    coverage: [...found.coverage, ...elsewhere.map((reason) => notRead(`account ${accountId}`, reason))],
    notes: [...found.notes, ...elsewhere.map((reason) => `Not read: ${reason}.`), ...(search?.notes() ?? [])],
    ...(search && { owner: search.finding() }),
  };
};

const attempt = async (faults: unknown[], act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (error) {
    logger.error('a part of the look failed', { error });
    faults.push(error);
  }
};
