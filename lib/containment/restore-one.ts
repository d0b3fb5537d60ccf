import { isDeepStrictEqual } from 'node:util';
import { describeError } from '#lib/aws/errors.ts';
import type { Incident, StepRecord } from '#lib/incident/incident.ts';
import type { Claim, Findings, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import { statusOf } from './findings.ts';
import { IncidentBusy } from './incident-busy.ts';
import { befores, isPartOf, planUndo, type Undo, type UndoDeps } from './plan-undo.ts';
import { readTarget } from './read-target.ts';
import { putBack } from './reasons.ts';
import type { RestoreRequest } from './restore.ts';
import { RestoreRefused } from './restore-refused.ts';
import { isGuard } from './steps/index.ts';

interface OneDeps extends UndoDeps {
  store: IncidentStore;
  /** Told of the restored incident. Safe to call again. */
  afterwards(incident: Incident): Promise<void>;
}

interface OneRequest extends RestoreRequest {
  /** What else was put back with it, to be told behind `what stood before was put back`. */
  besides?: string;
  /** What came from it and is set free with it, for people. */
  usableAgain?: string[];
}

type Run = Extract<Claim, { kind: 'run' }>;

/**
 * Restores one incident, or lifts a step of it: puts back what stood before and nothing else, and reads it back. What was
 * restored before is only told again.
 * @throws RestoreRefused, IncidentBusy
 */
export const restoreOne = async (found: Incident, request: OneRequest, deps: OneDeps): Promise<Incident> => {
  if (found.status === 'restored') {
    // A restore whose mail failed is run again: what was told already is marked and not told twice.
    await deps.afterwards(found);
    return found;
  }
  const claim = await deps.store.take(found.incidentId);
  if (claim?.kind !== 'run')
    throw new IncidentBusy(found, claim?.kind === 'busy' ? claim.until : timestamp());
  try {
    return await restoreHeld(claim, request, deps);
  } finally {
    await deps.store.release(claim.lease, found.incidentId);
  }
};

/** What a restore would take back of one incident, with nothing changed. @throws RestoreRefused */
export const rehearseOne = async (
  incident: Incident,
  { step }: RestoreRequest,
  deps: OneDeps,
): Promise<StepRecord[]> => {
  const undo = await planUndo(incident, befores(incident), step, deps);
  const planned = new Set(undo?.steps.map((each) => each.step.id));
  return incident.steps.filter(({ id }) => planned.has(id)).map((each) => ({ ...each, outcome: 'planned' }));
};

const restoreHeld = async (
  { incident, lease, befores: stood }: Run,
  request: OneRequest,
  deps: OneDeps,
): Promise<Incident> => {
  const undo = await planUndo(incident, stood, request.step, deps);
  if (undo) await undoAndReadBack(undo).catch((error) => refused(error, incident, lease, deps));
  const undone = new Set(undo?.steps.map(({ step }) => step.id));
  const at = timestamp();
  const steps = incident.steps.map((step) => (undone.has(step.id) ? { ...step, undoneAt: at } : step));
  const recorded = await deps.store.record(lease, incident.incidentId, {
    ...(request.step === undefined
      ? restoredAll(request, at)
      : lifted(incident, request, request.step, steps)),
    ...(request.by && { restoredBy: request.by }),
    steps: request.step === undefined ? steps : withLifted(steps, request.step, at),
  });
  await deps.afterwards(recorded);
  return recorded;
};

const because = ({ reason }: RestoreRequest): string => (reason ? `: ${redact(reason)}` : '');

const restoredAll = (request: OneRequest, at: string): Findings => ({
  status: 'restored',
  statusSince: at,
  reason: `${putBack}${request.besides ?? ''}${because(request)}`,
  restoredAt: at,
  ...(request.usableAgain && { usableAgain: request.usableAgain }),
});

const lifted = (incident: Incident, request: RestoreRequest, step: string, steps: StepRecord[]): Findings => {
  if (isGuard(step))
    return {
      ...statusOf(incident.status, incident),
      reason: `${step} was lifted by a person${because(request)}. What stops the credential can be lifted by whoever may change IAM`,
    };
  const holding = steps.filter(
    ({ id, outcome, undoneAt }) =>
      !isGuard(id) && !isPartOf(id, step) && !undoneAt && (outcome === 'done' || outcome === 'already'),
  );
  return {
    ...statusOf(holding.length > 0 ? 'partly-contained' : 'not-contained', incident),
    reason: `${step} was lifted by a person${because(request)}. Sessions that the credential issued and that have not expired (up to 36 hours) work again where nothing else stops them`,
  };
};

// Neither a look nor the same report coming again must put it back.
const withLifted = (steps: StepRecord[], only: string, at: string): StepRecord[] =>
  steps.map((step) => (isPartOf(step.id, only) ? { ...step, undoneAt: step.undoneAt ?? at } : step));

// A part of it may be lifted: the record must not go on saying that the key is contained.
const refused = async (
  error: unknown,
  incident: Incident,
  lease: string,
  { store }: OneDeps,
): Promise<never> => {
  if (error instanceof RestoreRefused && incident.status === 'contained') {
    await store.record(lease, incident.incidentId, {
      ...statusOf('partly-contained', incident),
      reason: error.message,
    });
  }
  throw error;
};

// While the guard's tag is on, nobody else can change what is being undone; and where something of it fails, the tag stays.
const undoAndReadBack = async ({ steps, ...undo }: Undo): Promise<void> => {
  const guards = steps.filter(({ step }) => step.guards);
  await undoAll({ ...undo, steps: steps.filter((each) => !guards.includes(each)) });
  await undoAll({ ...undo, steps: guards });
};

const undoAll = async ({ target, hands, steps }: Undo): Promise<void> => {
  if (steps.length === 0) return;
  // A lost reply is no failure: what counts is what the account shows afterwards.
  const errors = await Promise.all(
    steps.map(({ step, before }) =>
      step.undo(target, before, hands).then(
        () => '',
        (error: unknown) => describeError(`undoing ${step.id}`, error),
      ),
    ),
  );
  const read = await readTarget(target, hands.iam);
  const missing = steps.filter(
    ({ step, before }) => 'why' in read || !isDeepStrictEqual(step.read(read.target, read.standing), before),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ step }) => step.id).join(', ');
  const why = errors.filter(Boolean).join('; ') || 'AWS accepted it, but the account does not show it';
  throw new RestoreRefused('not-read-back', `not restored: ${names}: ${why}`);
};
