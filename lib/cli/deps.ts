import { accountClients } from '#lib/aws/account-clients.ts';
import { describeError } from '#lib/aws/errors.ts';
import type { BacklogDeps } from '#lib/containment/contain-backlog.ts';
import { denySessionByFunction } from '#lib/containment/deny-session-by-function.ts';
import { denySessionDirectly } from '#lib/containment/deny-session-directly.ts';
import { accountIn, type HandsSources } from '#lib/containment/hands.ts';
import { judgementWith } from '#lib/containment/judgement-with.ts';
import type { RestoreDeps } from '#lib/containment/restore.ts';
import { stillOpen } from '#lib/containment/still-open.ts';
import { accountOfKey } from '#lib/credential/account-of-key.ts';
import { accountStanding } from '#lib/credential/organization.ts';
import type { OwnerSources } from '#lib/credential/owner.ts';
import { sessionsOf } from '#lib/incident/issued-sessions.ts';
import { config } from '#lib/platform/config.ts';
import { once } from '#lib/platform/once.ts';
import { rules } from '#lib/platform/rules.ts';
import { callerIdentity } from './identity.ts';
import { responderArn } from './responder-arn.ts';
import type { Place } from './stores.ts';

/** The account of the credentials that the terminal has. @throws Error in which the call that failed is named */
const ownAccountId = async (): Promise<string> => {
  try {
    return (await callerIdentity()).accountId;
  } catch (error) {
    throw new Error(describeError('sts:GetCallerIdentity', error), { cause: error });
  }
};

const clientsThrough = (memberRole: string | undefined) => {
  const iamFor = accountClients({ ownAccountId, memberRole, externalId: config.memberExternalId() });
  return (accountId: string, subject: string) => iamFor(accountId, { name: subject });
};

/** IAM of the terminal's own account, and of others through their member role. Made once: clients live on it. */
export const accountSources = once(() => ({
  ownAccountId,
  accountStanding: (accountId: string) => accountStanding(accountId, { ownAccountId, rules: rules() }),
  iamFor: clientsThrough(config.memberRole()),
}));

// In another account only a role of its own may write a policy on a role.
const iamForDenies = once(() => {
  const memberRole = config.memberRole();
  return clientsThrough(memberRole && `${memberRole}-revoke`);
});

// The function believes what an incident of the deployed table says, and nothing else.
const denySessionFrom =
  ({ folder }: Place): HandsSources['denySession'] =>
  async (target, undo) => {
    if (folder === undefined && config.revokeSessionsFunction()) return denySessionByFunction(target, undo);
    const iam = await iamForDenies()(accountIn(target.arn), target.incidentId);
    return denySessionDirectly(target, undo, iam);
  };

const sourcesFor = (place: Place): OwnerSources & HandsSources => ({
  ...accountSources(),
  accountOfKey,
  denySession: denySessionFrom(place),
});

/** `contain` with the caller's own credentials. The person at the terminal is told by the command itself. */
export const containDeps = (place: Place): BacklogDeps => ({
  ...sourcesFor(place),
  store: place.store,
  records: place.records,
  rules,
  judgement: judgementWith(place.records, rules),
  // Brake and backlog hold what comes by itself. A person has decided.
  admission: async () => 'admitted',
  braked: async () => {},
  responderArn,
  guard: config.guard(),
  afterwards: async () => {},
  reportedAgain: async () => {},
});

/** `restore` with the caller's own credentials. */
export const restoreDeps = (place: Place): RestoreDeps => ({
  ...sourcesFor(place),
  store: place.store,
  // GitHub's client is large, and few incidents need it.
  stillOpen: stillOpen(
    async (id) => (await import('#lib/signal/github/alert-state.ts')).alertState(id),
    sessionsOf(place.records),
  ),
  afterwards: async () => {},
});
