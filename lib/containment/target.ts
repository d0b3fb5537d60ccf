import type { Incident, Principal } from '#lib/incident/incident.ts';
import { isRoleSubject } from '#lib/incident/store.ts';
import { now, timestamp } from '#lib/platform/clock.ts';
import type { ActPlan } from './decide.ts';
import { serviceCredentialStep } from './steps/deactivate-service-credential.ts';
import type { Standing, Target } from './steps/step.ts';

/** What a plan works on. A session is denied up to this moment. */
export const targetOfPlan = ({ standing, sessionName = null }: ActPlan, incident: Incident): Target => {
  const { accessKeyId, incidentId } = incident;
  if (standing.kind === 'user') {
    const { userName, userId, arn } = standing;
    return { kind: 'user', accessKeyId, userName, userId, arn, ...withServices(incident) };
  }
  const { roleName, roleId, arn } = standing;
  if (standing.kind === 'role') return { kind: 'role', roleName, roleId, arn };
  const session = { name: sessionName, issuedBefore: incident.session?.issuedBefore ?? momentOfDeny() };
  return {
    kind: 'role-session',
    incidentId,
    accessKeyId: accessKeyId ?? incidentId,
    roleName,
    roleId,
    arn,
    session,
  };
};

/** What an incident worked on, as it was recorded. */
export const targetOfIncident = (incident: Incident, principal: Principal): Target => {
  const { accessKeyId, incidentId, session } = incident;
  const { name, arn, id = '' } = principal;
  if (principal.kind === 'user')
    return { kind: 'user', accessKeyId, userName: name, userId: id, arn, ...withServices(incident) };
  if (isRoleSubject(incidentId)) return { kind: 'role', roleName: name, roleId: id, arn };
  if (!session) throw new Error(`incident ${incidentId} denies a role and does not say which session`);
  return {
    kind: 'role-session',
    incidentId,
    accessKeyId: accessKeyId ?? incidentId,
    roleName: name,
    roleId: id,
    arn,
    session,
  };
};

const withServices = ({ steps }: Incident): { services?: true } =>
  steps.some(({ id }) => id.startsWith(serviceCredentialStep)) ? { services: true } : {};

// aws:TokenIssueTime has whole seconds, so a credential that was issued within this second is older than its end.
/** Up to when what was issued is denied, ISO 8601 UTC: the end of this second. */
export const momentOfDeny = (): string => timestamp(new Date(Math.ceil((now().getTime() + 1) / 1000) * 1000));

/** Who stands there, whatever is done about it. */
export const principalOfStanding = (standing: Standing): Principal =>
  standing.kind === 'user'
    ? { kind: 'user', name: standing.userName, arn: standing.arn, id: standing.userId }
    : { kind: 'role', name: standing.roleName, arn: standing.arn, id: standing.roleId };

export const principalOf = (target: Target): Principal =>
  target.kind === 'user'
    ? { kind: 'user', name: target.userName, arn: target.arn, id: target.userId }
    : { kind: 'role', name: target.roleName, arn: target.arn, id: target.roleId };
