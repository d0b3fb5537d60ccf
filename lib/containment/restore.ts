import { isDeepStrictEqual } from 'node:util';
import type { IAMClient } from '@aws-sdk/client-iam';
import { describeError } from '#lib/aws/errors.ts';
import { readUserStanding, type UserStanding } from '#lib/credential/user-standing.ts';
import type { Before, Incident } from '#lib/incident/incident.ts';
import type { IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { IncidentBusy } from './incident-busy.ts';
import { RestoreRefused } from './restore-refused.ts';
import { stepById } from './steps/index.ts';
import { isInForce, type Step, type Target } from './steps/step.ts';

export interface RestoreDeps {
  iam: IAMClient;
  store: IncidentStore;
  /** Told of a restored incident: mails. Safe to call again. */
  afterwards(incident: Incident): Promise<void>;
}

export interface RestoreRequest {
  /** An incident id, or an access key id for its newest incident. */
  id: string;
  dryRun: boolean;
}

type Undo = { step: Step; before: Before };

/**
 * Puts back what stood before the incident, and nothing else, and reads it back. Running it twice is harmless.
 * @throws RestoreRefused when there is no such incident, when somebody has changed since what would be undone,
 * or when AWS does not show the old state afterwards
 * @throws IncidentBusy when another run is at it
 */
export const restore = async (request: RestoreRequest, deps: RestoreDeps): Promise<Incident> => {
  const found = await deps.store.find(request.id);
  if (!found) throw new RestoreRefused('no-such-incident', `there is no incident ${request.id}`);
  if (found.status === 'restored') return toldAgain(found, request, deps);
  if (request.dryRun) return dryRun(found, deps);
  const claim = await deps.store.take(found.incidentId);
  if (claim?.kind !== 'run')
    throw new IncidentBusy(found, claim?.kind === 'busy' ? claim.until : timestamp());
  try {
    return await restoreHeld(claim.incident, claim.lease, deps);
  } finally {
    await deps.store.release(claim.lease, found.incidentId);
  }
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

const dryRun = async (incident: Incident, deps: RestoreDeps): Promise<Incident> => {
  const { undos } = await planUndo(incident, deps.iam);
  const planned = new Set(undos.map(({ step }) => step.id));
  const steps = incident.steps.filter(({ id }) => planned.has(id));
  return {
    ...incident,
    status: 'observed',
    reason: 'a dry run: these steps would be taken back',
    steps: steps.map((step) => ({ ...step, outcome: 'planned' })),
  };
};

const restoreHeld = async (incident: Incident, lease: string, deps: RestoreDeps): Promise<Incident> => {
  const { target, undos } = await planUndo(incident, deps.iam);
  if (target)
    await undoAndReadBack(target, undos, deps.iam).catch((error) => refused(error, incident, lease, deps));
  const undone = new Set(undos.map(({ step }) => step.id));
  const at = timestamp();
  const steps = incident.steps.map((step) => (undone.has(step.id) ? { ...step, undoneAt: at } : step));
  const findings = {
    status: 'restored',
    reason: 'what stood before was put back',
    restoredAt: at,
    steps,
  } as const;
  const restored = await deps.store.record(lease, incident.incidentId, findings);
  await deps.afterwards(restored);
  return restored;
};

// A part of it may be lifted: the record must not go on saying that the key is contained.
const refused = async (
  error: unknown,
  incident: Incident,
  lease: string,
  { store }: RestoreDeps,
): Promise<never> => {
  if (error instanceof RestoreRefused && incident.status === 'contained') {
    await store.record(lease, incident.incidentId, { status: 'partly-contained', reason: error.message });
  }
  throw error;
};

// Everything is checked before anything is changed: a restore that must be refused leaves no half behind.
const planUndo = async (
  incident: Incident,
  iam: IAMClient,
): Promise<{ target: Target | undefined; undos: Undo[] }> => {
  if (!incident.principal) {
    // A run that died left its steps without what became of them: what it changed is not known from here.
    if (incident.steps.length === 0) return { target: undefined, undos: [] };
    const why = `the containment of ${incident.incidentId} was begun and never finished: contain the key again, then restore`;
    throw new RestoreRefused('unfinished', why);
  }
  const { accessKeyId, principal } = incident;
  const target = { accessKeyId, userName: principal.name, arn: principal.arn };
  const changed = incident.steps.flatMap(({ id, outcome, before }) =>
    outcome === 'skipped' || outcome === 'already' || !before ? [] : [{ step: stepById(id), before }],
  );
  const undos = changed.filter(({ step, before }) => !isInForce(step, target, before));
  if (undos.length === 0) return { target, undos };
  const standing = await readUserStanding(iam, target.userName);
  if (!standing) throw new RestoreRefused('user-gone', `user ${target.userName} no longer exists`);
  return { target, undos: undos.filter((undo) => mustUndo(undo, target, standing)) };
};

const mustUndo = ({ step, before }: Undo, target: Target, standing: UserStanding): boolean => {
  const stands = step.read(target, standing);
  if (isDeepStrictEqual(stands, before)) return false;
  if (isDeepStrictEqual(stands, step.inForce(target))) return true;
  const difference = `${JSON.stringify(before)} before the incident, ${JSON.stringify(stands)} now`;
  throw new RestoreRefused('changed-since', `${step.id}: somebody changed this since: ${difference}`);
};

const undoAndReadBack = async (target: Target, undos: Undo[], iam: IAMClient): Promise<void> => {
  // A lost reply is no failure: what counts is what the account shows afterwards.
  const errors = await Promise.all(
    undos.map(({ step, before }) =>
      step.undo(target, before, iam).then(
        () => '',
        (error: unknown) => describeError(`undoing ${step.id}`, error),
      ),
    ),
  );
  const standing = await readUserStanding(iam, target.userName);
  const missing = undos.filter(
    ({ step, before }) => !standing || !isDeepStrictEqual(step.read(target, standing), before),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ step }) => step.id).join(', ');
  const why = errors.filter(Boolean).join('; ') || 'AWS accepted it, but the account does not show it';
  throw new RestoreRefused('not-read-back', `not restored: ${names}: ${why}`);
};
