import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import type { Findings, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { applyAndReadBack } from './apply.ts';
import { isSettled } from './engaged.ts';
import { findingsOf, statusOf } from './findings.ts';
import { type HandsSources, handsFor } from './hands.ts';
import { type ReadBack, readTarget } from './read-target.ts';
import { explain, isReason } from './reasons.ts';
import { isGuard, stepById } from './steps/index.ts';
import { holds, remains, type Standing, type Target } from './steps/step.ts';
import {
  isMarkedBy,
  liftedByOthers,
  liftedByOthersIn,
  markOf,
  type Occasion,
  thievesOf,
  wasLineageAfterAll,
} from './taken-off.ts';
import { momentOfDeny, principalOf, targetOfIncident } from './target.ts';

/** What a later look found. `disturbed` names the steps that had held, that somebody took off and that are due again. */
export interface Look {
  incident: Incident;
  disturbed: string[];
  /** Who did that, ARNs of the lineage, where CloudTrail tells. */
  by?: string[];
}

export interface LookDeps extends HandsSources {
  store: IncidentStore;
}

type Read = Extract<ReadBack, { target: Target }>;

/**
 * Reads a contained principal again and applies what no longer holds, but for what others took off who are not of the
 * lineage, as far as the occasion tells.
 * @param found an incident that is engaged
 * @param lease of the incident, held by the caller
 * @param occasion run again after a crash, it tells again what it had found
 * @throws Error when the principal cannot be read now
 */
export const look = async (
  found: Incident,
  lease: string,
  occasion: Occasion,
  deps: LookDeps,
): Promise<Look> => {
  const { principal } = found;
  if (!principal) throw new Error(`incident ${found.incidentId} names no principal to look at`);
  const hands = await handsFor(principal.arn, found.incidentId, deps);
  const read = await readTarget(targetOfIncident(found, principal), hands.iam);
  if ('why' in read) return { incident: await recordLost(found, lease, read, deps), disturbed: [] };
  const incident = await recordMissing(found, missingOf(found, read, occasion), lease, occasion, deps);
  const disturbed = incident.steps.filter(isMarkedBy(occasion)).map(({ id }) => id);
  const target = dueAgain(read.target, occasion);
  const wanted = incident.steps.filter((step) => isWanted(step) || isBack(step, read)).map(({ id }) => id);
  const due = wanted.some((id) => !holds(stepById(id), target, read.standing));
  const renamed = principalOf(read.target).name !== principal.name;
  const keyOn = isKeyOn(incident, read.standing);
  const back = incident.steps.some((step) => isBack(step, read));
  const by = thievesOf(disturbed, found, occasion);
  const told = { disturbed, ...(by.length > 0 && { by }) };
  if (!due && !back && isSettled(incident) && !renamed && !keyOn) return { incident, ...told };
  const befores = Object.fromEntries(incident.steps.map((step) => [step.id, step.before ?? {}]));
  const applied = await applyAndReadBack(target, wanted, read.standing, befores, hands);
  const records = applied.records.map((step) =>
    disturbed.includes(step.id) ? { ...step, ...markOf(occasion) } : step,
  );
  const now = { ...found, steps: incident.steps };
  const findings = findingsOf(whyNow(now, due), { ...applied, records }, now);
  const truth = keyOn && findings.status === 'contained' ? butForTheKey(findings, found) : findings;
  return { incident: await deps.store.record(lease, incident.incidentId, truth), ...told };
};

const whyNow = (incident: Incident, due: boolean): string => {
  const { status, reason = '', decidedBy = '' } = incident;
  const lifted = liftedByOthersIn(incident);
  if (lifted.length > 0)
    return lifted.map(({ id, liftedBy }) => `${id} was taken off by ${liftedBy}`).join('; ');
  if (status === 'contained') return reason;
  if (due) return 'what was missing was done at a later look';
  return isReason(decidedBy) ? explain(decidedBy) : reason;
};

// The key joined the incident of its user, and its own report has not led to anything: AWS did not answer, or a rule
// says so. The deny holds the user; that does not make the key contained.
const isKeyOn = ({ accessKeyId, steps }: Incident, standing: Standing): boolean =>
  standing.kind === 'user' &&
  standing.keys.some((key) => key.accessKeyId === accessKeyId && key.status === 'Active') &&
  !steps.some(({ id }) => id === 'deactivate-key');

const butForTheKey = ({ containedAt: _, ...findings }: Findings, found: Incident): Findings => ({
  ...findings,
  ...statusOf('partly-contained', found),
  reason: `the user is denied, and key ${found.accessKeyId} is still on`,
});

const missingOf = (found: Incident, { target, standing }: Read, occasion: Occasion): StepRecord[] =>
  found.steps.filter(
    (step) =>
      (step.outcome === 'done' || step.outcome === 'already') &&
      (isWanted(step) || wasLineageAfterAll(step, found, occasion)) &&
      !remains(stepById(step.id), target, standing),
  );

// What others took off and a person has put back by hand is ours to watch again.
const isBack = (step: StepRecord, { target, standing }: Read): boolean =>
  step.undoneAt !== undefined && step.liftedBy !== undefined && holds(stepById(step.id), target, standing);

// A step that a person lifted stays lifted.
const isWanted = ({ outcome, undoneAt }: StepRecord): boolean =>
  outcome !== 'skipped' && undoneAt === undefined;

// The first look comes once IAM's change has reached all of AWS. Until then the thief may have had the same session
// issued to him anew: what was issued up to now is denied as well. Later ones are denied only when they are seen.
const dueAgain = (target: Target, occasion: Occasion): Target =>
  target.kind === 'role-session' && occasion === 1
    ? { ...target, session: { ...target.session, issuedBefore: momentOfDeny() } }
    : target;

// A principal that is neither under its name nor behind its key is not contained: its sessions may live on.
const recordLost = async (
  incident: Incident,
  lease: string,
  { why, lost }: { why: string; lost: boolean },
  { store }: LookDeps,
): Promise<Incident> => {
  if (!lost) throw new Error(why);
  return store.record(lease, incident.incidentId, { ...statusOf('not-contained', incident), reason: why });
};

// Recorded before it is applied again: a run that dies in between would leave nobody who knows that somebody was
// here, and until it is read back the credential is not contained.
const recordMissing = async (
  incident: Incident,
  missing: StepRecord[],
  lease: string,
  occasion: Occasion,
  { store }: LookDeps,
): Promise<Incident> => {
  if (missing.length === 0) return incident;
  const at = timestamp();
  // What stops the credential still does where only the guard's tag was taken off.
  const onlyGuards = missing.every(({ id }) => isGuard(id));
  return store.record(lease, incident.incidentId, {
    status: onlyGuards ? incident.status : 'not-contained',
    reason: `somebody took off: ${missing.map(({ id }) => id).join(', ')}`,
    steps: missing.map((step) => {
      const lifted = liftedByOthers(step, incident, occasion);
      if (lifted) return { ...step, undoneAt: timestamp(new Date(lifted.at)), liftedBy: lifted.by };
      return { id: step.id, outcome: 'planned', at, ...markOf(occasion) };
    }),
  });
};
