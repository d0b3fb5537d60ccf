import { denySessionPolicy } from '#lib/credential/owner.ts';
import { readRoleSessionStanding, unchangeable } from '#lib/credential/role-standing.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { now } from '#lib/platform/clock.ts';
import { fits } from '#lib/platform/wildcard.ts';
import { isDenyOf } from './deny-document.ts';
import { denySessionDirectly } from './deny-session-directly.ts';
import { accountIn, type HandsSources } from './hands.ts';
import type { RoleSessionTarget } from './steps/step.ts';
import { targetOfIncident } from './target.ts';

export interface RevokeRequest {
  incidentId: string;
  /** Up to when what was issued is denied, ISO 8601 UTC. */
  issuedBefore: string;
  undo: boolean;
}

export interface RevokeDeps extends Pick<HandsSources, 'iamFor'> {
  store: Pick<IncidentStore, 'find'>;
  /** ARN patterns of our own roles. */
  ownRoles: readonly string[];
}

/** Why nothing was written: the request is not what the incident says. */
export class RevokeRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RevokeRefused';
  }
}

// The clock that wrote the request is that of another function of ours.
const ahead = 60_000;

/**
 * Denies the session that an incident records, or takes its deny off again. Whoever may invoke this can do that and
 * nothing else: which role and which session is read from the incident, never from the request.
 * @throws RevokeRefused, and what AWS throws
 */
export const revokeSessions = async (request: RevokeRequest, deps: RevokeDeps): Promise<void> => {
  const target = await targetOf(request, deps);
  const { arn, roleName, roleId, accessKeyId, session } = target;
  if (deps.ownRoles.some((pattern) => fits(arn, pattern)))
    throw new RevokeRefused(`${arn} is a role of Tourniquet itself`);
  const iam = await deps.iamFor(accountIn(arn), request.incidentId);
  const standing = await readRoleSessionStanding(iam, roleName, denySessionPolicy(accessKeyId));
  if (standing?.roleId !== roleId)
    throw new RevokeRefused(`role ${roleName} (${roleId}) does not exist any more`);
  const fixed = unchangeable(standing);
  if (fixed) throw new RevokeRefused(`AWS lets nobody change ${arn} (${fixed})`);
  if (standing.policy !== null && !isDenyOf(parsed(standing.policy), roleId, session.name))
    throw new RevokeRefused(
      `somebody changed the policy ${denySessionPolicy(accessKeyId)} of ${arn}: it is left as it is`,
    );
  await denySessionDirectly(target, request.undo, iam);
};

const parsed = (policy: string): unknown => {
  try {
    return JSON.parse(policy);
  } catch {
    return undefined;
  }
};

const targetOf = async (
  { incidentId, issuedBefore }: RevokeRequest,
  { store }: RevokeDeps,
): Promise<RoleSessionTarget> => {
  const incident = await store.find(incidentId);
  if (!incident?.principal) throw new RevokeRefused(`there is no incident ${incidentId} about a principal`);
  const target = targetOfIncident(incident, incident.principal);
  if (target.kind !== 'role-session')
    throw new RevokeRefused(`incident ${incidentId} is not about a session of a role`);
  if (Date.parse(issuedBefore) > now().getTime() + ahead)
    throw new RevokeRefused(
      'issuedBefore is in the future: sessions that are issued later would be denied as well',
    );
  return { ...target, session: { ...target.session, issuedBefore } };
};
