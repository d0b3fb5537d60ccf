import type { Incident } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { ownerArn, ownerName, sessionName } from '../credential.ts';
import { accountWord } from '../shell-words.ts';

/**
 * No SCP binds a service-linked role (Organizations user guide, "Service control policies": tasks and entities not
 * restricted by SCPs), and nobody can change its policies or end its sessions.
 */
export const serviceLinkedByHand = (incident: Incident): string[] => {
  const service = /\/aws-service-role\/([\w.-]{1,128})\//.exec(ownerArn(incident) ?? '')?.[1];
  return [
    `By hand, in ${service ?? 'the service that owns the role'}, account ${accountWord(incident.accountId)}: no policy and no SCP stops such a role.`,
    '  1. Stop or delete what the service runs there (a task, a function, an instance, a cluster).',
    '  2. Find out how its credentials came out of the service, and tell AWS Support: only they can end them.',
  ];
};

/** IAM Identity Center user guide, "Revoke active IAM role sessions created by permission sets". */
export const identityCenterByHand = (incident: Incident): string[] => {
  const user = sessionName(incident);
  const role = ownerName(incident);
  const set = role && /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1];
  const account = accountWord(incident.accountId);
  return [
    `By hand, in the management account (user of IAM Identity Center: ${user ? inert(user, 64) : 'the session is named after it'}):`,
    '  1. At once: an SCP that denies all where StringEquals identitystore:UserId is the id of that user.',
    `  2. Identity Center, AWS accounts: remove its assignment of ${set ? `permission set ${inert(set, 40)}` : 'the permission set'} for account ${account}, and those through groups.`,
    '  3. Identity Center, Users, Active sessions: delete them all. Then disable the user, at its identity provider too.',
    '  Steps 2 and 3 do not end what was issued: that lives for up to 12 hours, and only the SCP stops it.',
    '  No SCP binds the management account itself.',
  ];
};
