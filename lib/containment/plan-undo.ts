import { isDeepStrictEqual } from 'node:util';
import type { Before, Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { isRule } from './engaged.ts';
import { type HandsSources, handsFor } from './hands.ts';
import { leftToOthers } from './left-to-others.ts';
import { readTarget } from './read-target.ts';
import { refuseBoundaries } from './restorable-boundary.ts';
import { RestoreRefused } from './restore-refused.ts';
import { stepById } from './steps/index.ts';
import { type Hands, isInForce, type Standing, type Step, type Target } from './steps/step.ts';
import { targetOfIncident } from './target.ts';

interface Change {
  step: Step;
  before: Before;
}

export interface Undo {
  target: Target;
  hands: Hands;
  steps: Change[];
}

export interface UndoDeps extends HandsSources {
  store: Pick<IncidentStore, 'find'>;
  /** Incidents that are restored together with this one: what they need of it they do not need any more. */
  together?: ReadonlySet<string>;
  /** Boundaries that may be set back, as ARNs with `*` for any account; undefined: any. */
  restorableBoundaries?: readonly string[] | undefined;
}

/**
 * What a restore has to take back. Everything is checked before anything is changed: a restore that must be refused
 * leaves no half behind.
 * @param recorded what stood before, by step id
 * @param only one step, with its fallback, instead of all of them
 * @returns undefined when nothing was changed
 * @throws RestoreRefused saying why
 */
export const planUndo = async (
  incident: Incident,
  recorded: Record<string, Before>,
  only: string | undefined,
  deps: UndoDeps,
): Promise<Undo | undefined> => {
  const { principal, incidentId } = incident;
  // One that was left alone may be named all the same: nothing was begun on it.
  if (!principal || incident.steps.length === 0 || isRule(incident.decidedBy ?? '')) return undefined;
  const target = targetOfIncident(incident, principal);
  const changes = changedBy(incident, recorded)
    .filter(({ step }) => only === undefined || isPartOf(step.id, only))
    .filter(({ step, before }) => !isInForce(step, target, before));
  if (changes.length === 0) return undefined;
  const hands = await handsFor(principal.arn, incidentId, deps);
  const read = await readTarget(target, hands.iam);
  if ('why' in read) throw new RestoreRefused(read.lost ? 'user-gone' : 'not-read', read.why);
  const steps = changes.filter((change) => mustUndo(change, read.target, read.standing));
  const asked = steps.map(({ step }) => step);
  const left = await leftToOthers(asked, incident, read.standing, { ...deps, iam: hands.iam });
  const remaining = steps.filter(({ step }) => !left.includes(step.id));
  refuseBoundaries(remaining, read.target, deps.restorableBoundaries);
  return { target: read.target, hands, steps: remaining };
};

/** What stood before each step, as the incident tells it. */
export const befores = ({ steps }: Incident): Record<string, Before> =>
  Object.fromEntries(steps.flatMap(({ id, before }) => (before ? [[id, before]] : [])));

/** A step is lifted together with the one that took its place, by either name. */
export const isPartOf = (id: string, only: string): boolean =>
  id === only || stepById(only).fallback === id || stepById(id).fallback === only;

/** What our runs may have changed: every step that was not left out, and a fallback that a dead run was trying. */
const changedBy = ({ steps }: Incident, recorded: Record<string, Before>): Change[] => {
  const outcome = (id: string) => steps.find((step) => step.id === id)?.outcome;
  const left = steps.filter(
    ({ outcome, undoneAt }) => outcome === 'skipped' || outcome === 'already' || undoneAt !== undefined,
  );
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

const mustUndo = ({ step, before }: Change, target: Target, standing: Standing): boolean => {
  const stands = step.read(target, standing);
  // Nothing is left to put back where the thing itself is gone: the mail asks people to delete the key.
  if (isDeepStrictEqual(stands, before) || isDeepStrictEqual(stands, step.gone)) return false;
  if (isDeepStrictEqual(stands, step.inForce(target)) || step.isOurs?.(target, stands)) return true;
  const difference = `${JSON.stringify(before)} before the incident, ${JSON.stringify(stands)} now`;
  throw new RestoreRefused('changed-since', `${step.id}: somebody changed this since: ${difference}`);
};
