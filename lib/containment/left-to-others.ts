import { type IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { describeError } from '#lib/aws/errors.ts';
import { denySessionPolicy } from '#lib/credential/owner.ts';
import type { Incident, StepOutcome } from '#lib/incident/incident.ts';
import { type IncidentStore, roleSubject, userSubject } from '#lib/incident/store.ts';
import { accountIn } from './hands.ts';
import { RestoreRefused } from './restore-refused.ts';
import { isGuard, stepById } from './steps/index.ts';
import type { Standing, Step } from './steps/step.ts';

interface Others {
  store: Pick<IncidentStore, 'find'>;
  /** Incidents that are restored together with this one. */
  together?: ReadonlySet<string>;
  iam: IAMClient;
}

/**
 * Which of the steps stay, because another incident of the same principal needs them: one deny holds all keys of a user,
 * and the guard's one tag all keys of a user, or all sessions of a role. Two that were contained at the same moment both
 * applied it: the lower id takes it back, so that the other one can always be restored first, and two restores at once
 * never leave it to each other.
 * @throws RestoreRefused when another incident must be restored first
 */
export const leftToOthers = async (
  steps: readonly Step[],
  incident: Incident,
  standing: Standing,
  others: Others,
): Promise<string[]> => {
  const shared = steps.filter((step) => step.shared);
  if (shared.length === 0) return [];
  const found = await othersOn(incident, standing, others);
  // A key may only have been switched off: then its incident needs the tag and no deny.
  return [false, true].flatMap((guards) =>
    shared.some((step) => isGuard(step.id) === guards) ? leftOf(incident, found, guards) : [],
  );
};

const leftOf = ({ incidentId }: Incident, others: readonly Incident[], guards: boolean): string[] =>
  others.flatMap((other) => {
    if (sharedSteps(other, guards, 'done', 'already').length === 0) return [];
    const theirs = sharedSteps(other, guards, 'done');
    if (theirs.length === 0 || incidentId < other.incidentId) throw stillNeeded(other, guards);
    return theirs;
  });

const othersOn = async (
  incident: Incident,
  standing: Standing,
  { store, together, iam }: Others,
): Promise<Incident[]> => {
  const { incidentId, accessKeyId } = incident;
  const ids = new Set(standing.kind === 'user' ? ofUser(incident, standing) : await ofRole(standing, iam));
  ids.delete(accessKeyId ?? '');
  const found: Incident[] = [];
  for (const id of ids) {
    const other = await store.find(id);
    const counts = other && other.incidentId !== incidentId && other.status !== 'restored';
    if (counts && !together?.has(other.incidentId)) found.push(other);
  }
  return found;
};

const ofUser = (
  { alsoStopped = [], principal }: Incident,
  { keys }: Extract<Standing, { kind: 'user' }>,
): string[] => [
  ...keys.map((key) => key.accessKeyId),
  ...alsoStopped,
  ...(principal ? [userSubject(accountIn(principal.arn), principal.name)] : []),
];

// The name of the policy that denies a session ends with the id of its key.
const ofRole = async (
  { roleName, arn }: Exclude<Standing, { kind: 'user' }>,
  iam: IAMClient,
): Promise<string[]> => {
  const ours = denySessionPolicy('');
  const names = await policyNames(roleName, iam);
  const sessions = names.filter((name) => name.startsWith(ours)).map((name) => name.slice(ours.length));
  return [roleSubject(accountIn(arn), roleName), ...sessions];
};

const policyNames = async (roleName: string, iam: IAMClient): Promise<string[]> => {
  const names: string[] = [];
  let Marker: string | undefined;
  try {
    do {
      const page = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName, Marker }));
      names.push(...(page.PolicyNames ?? []));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker);
  } catch (error) {
    throw new RestoreRefused('not-read', describeError('iam:ListRolePolicies', error));
  }
  return names;
};

const sharedSteps = ({ steps }: Incident, guards: boolean, ...outcomes: StepOutcome[]): string[] =>
  steps.flatMap(({ id, outcome, undoneAt }) =>
    stepById(id).shared && isGuard(id) === guards && undoneAt === undefined && outcomes.includes(outcome)
      ? [id]
      : [],
  );

const stillNeeded = ({ incidentId, status }: Incident, guards: boolean): RestoreRefused =>
  new RestoreRefused(
    'still-needed',
    guards
      ? `the guard's tag also keeps what incident ${incidentId} (${status}) holds: restore that one first`
      : `the deny on the user also holds incident ${incidentId} (${status}): restore that one first, or the sessions of its key work again`,
  );
