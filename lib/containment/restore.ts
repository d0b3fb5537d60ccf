import { isDeepStrictEqual } from 'node:util';
import type { IAMClient } from '@aws-sdk/client-iam';
import { describeError } from '#lib/aws/errors.ts';
import type { Before, Incident } from '#lib/incident/incident.ts';
import type { Claim, IncidentStore } from '#lib/incident/store.ts';
import { timestamp } from '#lib/platform/clock.ts';
import { redact } from '#lib/platform/redact.ts';
import { statusOf } from './findings.ts';
import { IncidentBusy } from './incident-busy.ts';
import { planUndo, type Undo } from './plan-undo.ts';
import { readTarget } from './read-target.ts';
import { RestoreRefused } from './restore-refused.ts';

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
  /** Why, in a person's words; kept in the incident. */
  reason?: string;
}

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
    return await restoreHeld(claim, request, deps);
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
  const undo = await planUndo(incident, befores(incident), deps);
  const planned = new Set(undo?.steps.map(({ step }) => step.id));
  const steps = incident.steps.filter(({ id }) => planned.has(id));
  return {
    ...incident,
    status: 'observed',
    reason: 'a dry run: these steps would be taken back',
    steps: steps.map((step) => ({ ...step, outcome: 'planned' })),
  };
};

const restoreHeld = async (
  { incident, lease, befores }: Extract<Claim, { kind: 'run' }>,
  { reason }: RestoreRequest,
  deps: RestoreDeps,
): Promise<Incident> => {
  const undo = await planUndo(incident, befores, deps);
  if (undo) await undoAndReadBack(undo, deps.iam).catch((error) => refused(error, incident, lease, deps));
  const undone = new Set(undo?.steps.map(({ step }) => step.id));
  const at = timestamp();
  const restored = await deps.store.record(lease, incident.incidentId, {
    status: 'restored',
    statusSince: at,
    reason: `what stood before was put back${reason ? `: ${redact(reason)}` : ''}`,
    restoredAt: at,
    steps: incident.steps.map((step) => (undone.has(step.id) ? { ...step, undoneAt: at } : step)),
  });
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
    await store.record(lease, incident.incidentId, {
      ...statusOf('partly-contained', incident),
      reason: error.message,
    });
  }
  throw error;
};

const befores = ({ steps }: Incident): Record<string, Before> =>
  Object.fromEntries(steps.flatMap(({ id, before }) => (before ? [[id, before]] : [])));

const undoAndReadBack = async ({ target, steps }: Undo, iam: IAMClient): Promise<void> => {
  // A lost reply is no failure: what counts is what the account shows afterwards.
  const errors = await Promise.all(
    steps.map(({ step, before }) =>
      step.undo(target, before, iam).then(
        () => '',
        (error: unknown) => describeError(`undoing ${step.id}`, error),
      ),
    ),
  );
  const read = await readTarget(target, iam);
  const missing = steps.filter(
    ({ step, before }) => 'why' in read || !isDeepStrictEqual(step.read(read.target, read.standing), before),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ step }) => step.id).join(', ');
  const why = errors.filter(Boolean).join('; ') || 'AWS accepted it, but the account does not show it';
  throw new RestoreRefused('not-read-back', `not restored: ${names}: ${why}`);
};
