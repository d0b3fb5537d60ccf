import type { Before } from '#lib/incident/incident.ts';
import { accountIn } from './hands.ts';
import { roleWord, userWord } from './mail/shell-words.ts';
import { RestoreRefused } from './restore-refused.ts';
import { boundRole } from './steps/bound-role.ts';
import { boundUser } from './steps/bound-user.ts';
import type { Step, Target } from './steps/step.ts';

interface Change {
  step: Step;
  before: Before;
}

/**
 * Refuses to set back a boundary that is not listed for it: IAM would refuse it as well, when half is undone. A person
 * sets it back first; then nothing of it is left for a restore to do.
 * @param listed ARNs with `*` for any account; undefined: whoever restores does it with rights of their own
 * @throws RestoreRefused with the command to paste
 */
export const refuseBoundaries = (
  changes: readonly Change[],
  target: Target,
  listed: readonly string[] | undefined,
): void => {
  if (listed === undefined) return;
  for (const { step, before } of changes) {
    if (step.id !== boundUser.id && step.id !== boundRole.id) continue;
    const { boundary } = before;
    if (typeof boundary !== 'string' || isListed(boundary, target, listed)) continue;
    throw new RestoreRefused('boundary-not-listed', message(boundary, target));
  }
};

const isListed = (boundary: string, { arn }: Target, listed: readonly string[]): boolean =>
  listed.some((each) => each.replace(':iam::*:', `:iam::${accountIn(arn)}:`) === boundary);

const message = (boundary: string, target: Target): string => {
  const { kind, name } =
    target.kind === 'user'
      ? { kind: 'user', name: userWord(target.userName) }
      : { kind: 'role', name: roleWord(target.roleName) };
  return (
    `the boundary ${boundary} stood on the ${kind} before, and restorableBoundaries of the rules does not list it. ` +
    `Set it back in account ${accountIn(target.arn)}, as one who may (where the guard is on, in a break-glass role), then restore: ` +
    `aws iam put-${kind}-permissions-boundary --${kind}-name ${name} --permissions-boundary ${boundary}`
  );
};
