import { boundUser } from './bound-user.ts';
import { deactivateKey } from './deactivate-key.ts';
import { denyUser } from './deny-user.ts';
import type { Step } from './step.ts';

/** Every step there is. Adding one is one file and one line here. */
export const steps = [deactivateKey, denyUser, boundUser] as const satisfies readonly Step[];

/** @throws Error for an id that no step has: a record written by a newer version. */
export const stepById = (id: string): Step => {
  const step = steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`no step is called ${id}`);
  return step;
};
