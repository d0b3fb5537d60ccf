import { isDeepStrictEqual } from 'node:util';
import { describeError } from '#lib/aws/errors.ts';
import type { Before, Incident, StepRecord } from '#lib/incident/incident.ts';
import type { Claim, Findings, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import { statusOf } from './findings.ts';
import type { HandsSources } from './hands.ts';
import { IncidentBusy } from './incident-busy.ts';
import { isPartOf, planUndo, type Undo } from './plan-undo.ts';
import { readTarget } from './read-target.ts';
import { RestoreRefused } from './restore-refused.ts';

export interface RestoreDeps extends HandsSources {
  store: IncidentStore;
  /** Why a restore would set free what is still leaked: an alert that is open, a session that lives. A sentence each. */
  stillOpen(incident: Incident): Promise<string[]>;
  /** Told of a restored incident: mails. Safe to call again. */
  afterwards(incident: Incident): Promise<void>;
}

export interface RestoreRequest {
  /** An incident id, or an access key id for its newest incident. */
  id: string;
  dryRun: boolean;
  /** Why, in a person's words; kept in the incident. */
  reason?: string;
  /** Who, and how that is known; kept in the incident. */
  by?: string;
  /** Lifts one step only: the incident goes on. */
  step?: string;
  /** Although it is still open. */
  force?: boolean;
}

type Run = Extract<Claim, { kind: 'run' }>;

/**
 * Puts back what stood before the incident, and nothing else, and reads it back. Running it twice is harmless. It
 * ends the looks at the incident; the same reports coming again do not open it again.
 * @throws RestoreRefused when there is no such incident, when it is still open, when somebody has changed since what
 * would be undone, or when AWS does not show the old state afterwards
 * @throws IncidentBusy when another run is at it
 */
export const restore = async (request: RestoreRequest, deps: RestoreDeps): Promise<Incident> => {
  const found = await deps.store.find(request.id);
  if (!found) throw new RestoreRefused('no-such-incident', `there is no incident ${request.id}`);
  checkStep(found, request);
  if (found.status === 'restored') return toldAgain(found, request, deps);
  if (request.dryRun) return dryRun(found, request, deps);
  await checkOpen(found, request, deps);
  const claim = await deps.store.take(found.incidentId);
  if (claim?.kind !== 'run')
    throw new IncidentBusy(found, claim?.kind === 'busy' ? claim.until : timestamp());
  try {
    return await restoreHeld(claim, request, deps);
  } finally {
    await deps.store.release(claim.lease, found.incidentId);
  }
};

const checkStep = ({ incidentId, steps }: Incident, { step }: RestoreRequest): void => {
  if (step === undefined || steps.some(({ id }) => id === step)) return;
  const has = steps.map(({ id }) => id).join(', ') || 'none';
  throw new RestoreRefused('no-such-step', `incident ${incidentId} has no step ${step}; it has: ${has}`);
};

// What is leaked and open still would work again for the thief.
const checkOpen = async (
  incident: Incident,
  { force }: RestoreRequest,
  { stillOpen }: RestoreDeps,
): Promise<void> => {
  const open = force ? [] : await stillOpen(incident);
  if (open.length > 0)
    throw new RestoreRefused('still-open', `${open.join('; ')}. To restore all the same, add force`);
};

// A restore whose mail failed is run again: what was told already is marked and not told twice.
const toldAgain = async (
  incident: Incident,
  { dryRun }: RestoreRequest,
  deps: RestoreDeps,
): Promise<Incident> => {
  if (!dryRun) await deps.afterwards(incident);
  return incident;
};

const dryRun = async (incident: Incident, request: RestoreRequest, deps: RestoreDeps): Promise<Incident> => {
  const undo = await planUndo(incident, befores(incident), request.step, deps);
  const planned = new Set(undo?.steps.map(({ step }) => step.id));
  const open = await deps.stillOpen(incident);
  const warning = open.length > 0 ? `; it would need force: ${open.join('; ')}` : '';
  const steps = incident.steps.filter(({ id }) => planned.has(id));
  return {
    ...incident,
    status: 'observed',
    reason: `a dry run: these steps would be taken back${warning}`,
    steps: steps.map((step) => ({ ...step, outcome: 'planned' })),
  };
};

const restoreHeld = async (
  { incident, lease, befores }: Run,
  request: RestoreRequest,
  deps: RestoreDeps,
): Promise<Incident> => {
  const undo = await planUndo(incident, befores, request.step, deps);
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

const restoredAll = (request: RestoreRequest, at: string): Findings => ({
  status: 'restored',
  statusSince: at,
  reason: `what stood before was put back${because(request)}`,
  restoredAt: at,
});

const lifted = (incident: Incident, request: RestoreRequest, step: string, steps: StepRecord[]): Findings => {
  const holding = steps.filter(
    ({ id, outcome, undoneAt }) =>
      !isPartOf(id, step) && !undoneAt && (outcome === 'done' || outcome === 'already'),
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
  { store }: RestoreDeps,
): Promise<never> => {
  if (error instanceof RestoreRefused && incident.status === 'contained') {
    await store.record(lease, incident.incidentId, {
      ...statusOf('partly-contained', incident),
      reason: error.message,
    });
  }
  throw error;
};

const befores = ({ steps }: Incident): Record<string, Before> =>
  Object.fromEntries(steps.flatMap(({ id, before }) => (before ? [[id, before]] : [])));

const undoAndReadBack = async ({ target, hands, steps }: Undo): Promise<void> => {
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
