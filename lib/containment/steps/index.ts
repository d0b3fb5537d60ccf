import { boundRole } from './bound-role.ts';
import { boundUser } from './bound-user.ts';
import { deactivateKey } from './deactivate-key.ts';
import { deactivateServiceCredential, serviceCredentialStep } from './deactivate-service-credential.ts';
import { denyRole } from './deny-role.ts';
import { denySession } from './deny-session.ts';
import { denyUser } from './deny-user.ts';
import type { Step } from './step.ts';
import { tagRole, tagUser } from './tag-principal.ts';

/** Every step that an incident has at most once. Adding one is one file and one line here. */
export const steps = [
  deactivateKey,
  denyUser,
  boundUser,
  denySession,
  denyRole,
  boundRole,
  tagUser,
  tagRole,
] as const satisfies readonly Step[];

/** Steps that an incident may have several times, each for a thing that its id names after a colon. */
export const stepsOn: Record<string, (thing: string) => Step> = {
  [serviceCredentialStep]: deactivateServiceCredential,
};

/** @throws Error for an id that no step has: a record written by a newer version. */
export const stepById = (id: string): Step => {
  const [name = '', thing] = id.split(':', 2);
  const make = thing === undefined || !Object.hasOwn(stepsOn, name) ? undefined : stepsOn[name];
  const step = thing !== undefined && make ? make(thing) : steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`no step is called ${id}`);
  return step;
};

/** Whether a step stops nothing itself, but keeps others from lifting what does. */
export const isGuard = (id: string): boolean => stepById(id).guards === true;
