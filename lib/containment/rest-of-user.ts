import type { IAMClient } from '@aws-sdk/client-iam';
import { describeError } from '#lib/aws/errors.ts';
import { readOtherKeys, readUserExtras, type UserExtras } from '#lib/credential/user-extras.ts';
import { readUserStanding } from '#lib/credential/user-standing.ts';
import type { AlsoDenied, Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { now } from '#lib/platform/clock.ts';
import { logger } from '#lib/platform/logger.ts';
import type { Rules } from '#lib/platform/rules.ts';
import { applyAndReadBack } from './apply.ts';
import type { ActPlan } from './decide.ts';
import { findingsOf } from './findings.ts';
import { accountIn, type HandsSources, handsFor } from './hands.ts';
import { serviceCredentialStep } from './steps/deactivate-service-credential.ts';
import { stepById } from './steps/index.ts';
import type { Hands, Standing, Target, UserTarget } from './steps/step.ts';
import { targetOfIncident } from './target.ts';

export const alsoActiveKeys = (standing: Standing, accessKeyId: string | null): string[] =>
  standing.kind === 'user'
    ? standing.keys.flatMap((key) =>
        key.accessKeyId !== accessKeyId && key.status === 'Active' ? [key.accessKeyId] : [],
      )
    : [];

const recently = 90 * 24 * 3_600_000;

/**
 * Why the deny of a user is withheld, where a rule says that it must not stop another key that is in use. Where no
 * rule says so nothing is asked.
 * @returns undefined when the user is to be denied
 */
export const whyWithheld = async (
  { steps }: ActPlan,
  target: Target,
  { userDeny, userDenyIn }: Rules,
  sources: HandsSources,
): Promise<string | undefined> => {
  const rule = userDenyIn[accountIn(target.arn)] ?? userDeny;
  if (target.kind !== 'user' || rule === 'always' || !steps.includes('deny-user')) return undefined;
  const iam = await sources.iamFor(accountIn(target.arn), target.accessKeyId ?? target.userName);
  const why = await inUse(target, iam);
  return why && `withheld by the rule userDeny: ${why}`;
};

const inUse = async ({ userName, accessKeyId }: UserTarget, iam: IAMClient): Promise<string | undefined> => {
  try {
    const keys = await readOtherKeys(iam, userName, accessKeyId);
    const used = keys.find(
      ({ lastUsedAt }) => lastUsedAt !== null && Date.parse(lastUsedAt) > now().getTime() - recently,
    );
    return used && `the other key ${used.accessKeyId} was used at ${used.lastUsedAt}`;
  } catch (error) {
    // The rule cannot be evaluated: it is kept, people are told, and the key is switched off all the same.
    return describeError('iam:ListAccessKeys and GetAccessKeyLastUsed', error);
  }
};

interface Deps extends HandsSources {
  store: IncidentStore;
}

/**
 * What is left of a user once its key is off, away from the hot path: what else the deny stops is noted with its
 * last use, and service-specific credentials that were made after the leak are switched off. A failure here takes
 * nothing back from what was contained; it is logged, and the mail does not say what could not be read.
 */
export const stopTheRest = async (incident: Incident, lease: string, deps: Deps): Promise<Incident> => {
  const { principal } = incident;
  if (principal?.kind !== 'user') return incident;
  let noted = incident;
  try {
    const target = targetOfIncident(incident, principal);
    if (target.kind !== 'user') return incident;
    const hands = await handsFor(principal.arn, incident.incidentId, deps);
    const extras = await readUserExtras(hands.iam, target.userName, incident.accessKeyId);
    if (extras.unread.length > 0) logger.warn('not all of the user could be read', { unread: extras.unread });
    noted = await deps.store.record(lease, incident.incidentId, { alsoDenied: alsoDeniedOf(extras) });
    return await switchOff(madeSince(leakOf(incident), extras), target, noted, lease, hands, deps);
  } catch (error) {
    logger.error('the rest of the user could not be looked at', { incidentId: incident.incidentId, error });
    return noted;
  }
};

/** The earliest time at which it is known to have leaked. A mere claim could name any time and so widen what is done. */
const leakOf = ({ signals, openedAt }: Incident): string =>
  signals
    .filter(({ certainty, source }) => certainty === 'proven' || source === 'manual')
    .map(({ reportedAt }) => reportedAt)
    .reduce((a, b) => (a < b ? a : b), openedAt);

const alsoDeniedOf = ({ keys, console, serviceCredentials }: UserExtras): AlsoDenied[] => [
  ...keys.map(({ accessKeyId, lastUsedAt }) => ({
    kind: 'access-key' as const,
    id: accessKeyId,
    lastUsedAt,
  })),
  ...(console ? [{ kind: 'console' as const, id: 'console', lastUsedAt: console.lastUsedAt }] : []),
  ...serviceCredentials
    .filter(({ status }) => status === 'Active')
    // IAM does not tell when these were used last.
    .map(({ id, serviceName }) => ({
      kind: 'service-specific' as const,
      id: `${id} (${serviceName})`,
      lastUsedAt: null,
    })),
];

const madeSince = (leakedAt: string, { serviceCredentials }: UserExtras): string[] =>
  serviceCredentials.flatMap(({ id, status, createdAt }) =>
    status === 'Active' && createdAt !== null && createdAt >= leakedAt ? [id] : [],
  );

const switchOff = async (
  ids: string[],
  user: UserTarget,
  incident: Incident,
  lease: string,
  hands: Hands,
  { store }: Deps,
): Promise<Incident> => {
  if (ids.length === 0) return incident;
  const { incidentId, accountId, principal } = incident;
  const target = { ...user, services: true };
  const steps = ids.map((id) => `${serviceCredentialStep}:${id}`);
  const standing = await readUserStanding(hands.iam, user.userName, { services: true });
  if (!standing || !principal) return incident;
  const befores = await store.recordPlan(lease, incidentId, {
    accountId: accountId ?? accountIn(user.arn),
    principal,
    befores: Object.fromEntries(steps.map((id) => [id, stepById(id).read(target, standing)])),
    steps,
  });
  const applied = await applyAndReadBack(target, steps, standing, befores, hands);
  const before = incident.steps.filter((step) => !steps.includes(step.id));
  const held = Object.fromEntries(
    before.map(({ id, outcome }) => [id, outcome === 'done' || outcome === 'already']),
  );
  const all = { ...applied, held: { ...skippedAreHeld(incident, held), ...applied.held } };
  return store.record(lease, incidentId, findingsOf(incident.reason ?? '', all, incident));
};

// A step that was skipped has another in its place, unless it was withheld.
const skippedAreHeld = ({ steps }: Incident, held: Record<string, boolean>): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(held).filter(([id]) => steps.find((step) => step.id === id)?.outcome !== 'skipped'),
  );
