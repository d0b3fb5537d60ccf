import { isDeepStrictEqual } from 'node:util';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Before, Incident, StepOutcome } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { readTarget, targetOf } from './read-target.ts';
import { RestoreRefused } from './restore-refused.ts';
import { stepById } from './steps/index.ts';
import { isInForce, type Step, type Target } from './steps/step.ts';

interface Change {
  step: Step;
  before: Before;
}

export interface Undo {
  target: Target;
  steps: Change[];
}

interface PlanDeps {
  iam: IAMClient;
  store: Pick<IncidentStore, 'find'>;
}

/**
 * What a restore has to take back. Everything is checked before anything is changed: a restore that must be refused
 * leaves no half behind.
 * @param recorded what stood before, by step id
 * @returns undefined when nothing was changed
 * @throws RestoreRefused saying why
 */
export const planUndo = async (
  incident: Incident,
  recorded: Record<string, Before>,
  deps: PlanDeps,
): Promise<Undo | undefined> => {
  const { principal } = incident;
  if (!principal) {
    // A run that died left its steps without what became of them: what it changed is not known from here.
    if (incident.steps.length === 0) return undefined;
    const why = `the containment of ${incident.incidentId} was begun and never finished: contain the key again, then restore`;
    throw new RestoreRefused('unfinished', why);
  }
  const changes = changedBy(incident, recorded).filter(
    ({ step, before }) => !isInForce(step, targetOf(incident.accessKeyId, principal), before),
  );
  if (changes.length === 0) return undefined;
  const read = await readTarget(targetOf(incident.accessKeyId, principal), deps.iam);
  if ('why' in read) throw new RestoreRefused(read.lost ? 'user-gone' : 'not-read', read.why);
  const steps = changes.filter((change) => mustUndo(change, read.target, read.standing));
  const shares = steps.some(({ step }) => step.shared);
  const left = shares ? await leftToOthers(incident, read.standing, deps) : [];
  return { target: read.target, steps: steps.filter(({ step }) => !left.includes(step.id)) };
};

/** What our runs may have changed: every step that was not left out, and a fallback that a dead run was trying. */
const changedBy = ({ steps }: Incident, recorded: Record<string, Before>): Change[] => {
  const outcome = (id: string) => steps.find((step) => step.id === id)?.outcome;
  const left = steps.filter(({ outcome }) => outcome === 'skipped' || outcome === 'already');
  const unfinished = (id: string) => outcome(id) === 'planned' || outcome(id) === 'failed';
  const ours = steps.filter((step) => !left.includes(step)).map(({ id }) => id);
  const tried = ours.flatMap((id) => {
    const { fallback } = stepById(id);
    return fallback && unfinished(id) && outcome(fallback) === undefined ? [fallback] : [];
  });
  return [...ours, ...tried].flatMap((id) => {
    const before = recorded[id];
    return before ? [{ step: stepById(id), before }] : [];
  });
};

const mustUndo = ({ step, before }: Change, target: Target, standing: UserStanding): boolean => {
  const stands = step.read(target, standing);
  // Nothing is left to put back where the thing itself is gone: the mail asks people to delete the key.
  if (isDeepStrictEqual(stands, before) || isDeepStrictEqual(stands, step.gone)) return false;
  if (isDeepStrictEqual(stands, step.inForce(target))) return true;
  const difference = `${JSON.stringify(before)} before the incident, ${JSON.stringify(stands)} now`;
  throw new RestoreRefused('changed-since', `${step.id}: somebody changed this since: ${difference}`);
};

// One deny holds all keys of a user. While another of them is contained, lifting it would free that one's sessions.
// Two that were contained at the same moment both applied it: the lower id takes it back, so that the other one can
// always be restored first, and two restores at once never leave it to each other.
const leftToOthers = async (
  { incidentId, accessKeyId, alsoStopped = [] }: Incident,
  { keys }: UserStanding,
  { store }: PlanDeps,
): Promise<string[]> => {
  const others = new Set([...keys.map((key) => key.accessKeyId), ...alsoStopped]);
  others.delete(accessKeyId);
  const left: string[] = [];
  for (const id of others) {
    const other = await store.find(id);
    if (!other || other.status === 'restored' || sharedSteps(other, 'done', 'already').length === 0) continue;
    const theirs = sharedSteps(other, 'done');
    if (theirs.length === 0 || incidentId < other.incidentId) throw stillNeeded(other);
    left.push(...theirs);
  }
  return left;
};

const sharedSteps = ({ steps }: Incident, ...outcomes: StepOutcome[]): string[] =>
  steps.flatMap(({ id, outcome }) => (stepById(id).shared && outcomes.includes(outcome) ? [id] : []));

const stillNeeded = ({ incidentId, status }: Incident): RestoreRefused =>
  new RestoreRefused(
    'still-needed',
    `the deny on the user also holds incident ${incidentId} (${status}): restore that one first, or the sessions of its key work again`,
  );
