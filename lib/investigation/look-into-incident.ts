import { parseKeyId } from '#lib/credential/key-id.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { addSessions } from '#lib/incident/issued-sessions.ts';
import type { RecordStore } from '#lib/incident/records.ts';
import { logger } from '#lib/platform/logger.ts';
import { notRead } from './coverage.ts';
import { type InvestigateDeps, investigate, nothingToLookFor } from './investigate.ts';
import type { Investigation } from './investigation.ts';
import { OwnerFinder } from './owner-finder.ts';
import { searchOwner } from './owner-search.ts';
import { type IncidentReader, readIncident } from './read-incident.ts';
import type { EnabledRegions } from './regions.ts';
import type { InvestigateRequest } from './request.ts';
import type { Subject } from './subject.ts';
import { type OwnerChannel, tellOwner } from './tell-owner.ts';
import { lookupWindow } from './window.ts';

export interface IncidentLookDeps extends InvestigateDeps, OwnerChannel {
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
  const regions = await deps.enabledRegions();
  const faults: unknown[] = [];
  const finder = await findOwner(subject, known, regions, faults, deps);
  const looked = await investigate(subject, {
    ...deps,
    enabledRegions: async () => regions,
    ...(finder && { watch: (record) => finder.add(record) }),
  });
  const found = { ...looked, ...otherAccount(looked, known, deps.ownAccountId), ...ownerOf(finder, incidentId) };
  if (incident !== 'missing')
    await attempt(faults, () => addSessions(deps.records, incidentId, found.sessions));
  return { found, faults };
};

const noSubject =
  'Nothing was looked for: the incident names neither a key nor a user, and CloudTrail is looked up by one of the two.';

// A later signal may have named the key of an incident that began with a user.
const subjectOf = (asked: string | null, incident: Incident | undefined): Subject | undefined => {
  const accessKeyId = asked ?? incident?.accessKeyId;
  if (accessKeyId) return { accessKeyId };
  const { principal, signals = [] } = incident ?? {};
  if (principal?.kind === 'user')
    return { user: { name: principal.name, ...(principal.id && { id: principal.id }) } };
  const named = signals.find(({ userName }) => userName !== undefined);
  return named?.userName ? { user: { name: named.userName, ...(named.userId && { id: named.userId }) } } : undefined;
};

/** Whether containment waits for the owner: no API tells whose a temporary credential is, only the trail does. */
const isOwnerless = ({ status, decidedBy }: Incident): boolean =>
  status === 'not-contained' && decidedBy === 'principal-unknown';

const findOwner = async (
  subject: Subject,
  incident: Incident | undefined,
  { regions }: EnabledRegions,
  faults: unknown[],
  deps: IncidentLookDeps,
): Promise<OwnerFinder | undefined> => {
  if (!incident || !isOwnerless(incident) || 'user' in subject) return undefined;
  const { accessKeyId } = subject;
  if (parseKeyId(accessKeyId).kind !== 'temporary') return undefined;
  const { incidentId, accountId } = incident;
  const finder = new OwnerFinder(accessKeyId, accountId);
  const { from, to } = lookupWindow({});
  const unread = await searchOwner({ accessKeyId, from, to, regions }, finder, deps);
  const finding = finder.result();
  logger.info('looked for the owner of the key', { incidentId, finding, unread });
  await attempt(faults, () => tellOwner(incidentId, finding, deps));
  return finder;
};

const ownerOf = (finder: OwnerFinder | undefined, incidentId: string): Pick<Investigation, 'owner'> => {
  if (!finder) return {};
  const owner = finder.result();
  if (owner.state === 'contradicted')
    logger.error('records disagree about the owner of the key', { incidentId, owners: owner.holders });
  return { owner };
};

const otherAccount = (
  { coverage, notes }: Investigation,
  incident: Incident | undefined,
  ownAccountId: string,
): Partial<Pick<Investigation, 'coverage' | 'notes'>> => {
  const accountId = incident?.accountId;
  if (!accountId || accountId === ownAccountId) return {};
  const reason = `The trail of account ${accountId} cannot be read yet: only calls that account ${ownAccountId} saw are told.`;
  return { coverage: [...coverage, notRead(`account ${accountId}`, reason)], notes: [...notes, reason] };
};

const attempt = async (faults: unknown[], act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (error) {
    logger.error('a part of the look failed', { error });
    faults.push(error);
  }
};
