import { describeError, isAccessDenied } from '#lib/aws/errors.ts';
import { redact } from '#lib/platform/redact.ts';
import { type Finding, wrong } from './check.ts';

const policy = 'docs/policies/doctor.json';

/** The one finding of a check that could not be carried out. It counts as wrong: what nobody can see is not well. */
export const couldNot = (subject: string, error: unknown): Finding => {
  if (isAccessDenied(error))
    return wrong(
      subject,
      `your credentials may not look: ${redact(error instanceof Error ? error.message : '')}`,
      `give them the policy ${policy}`,
    );
  const says = error instanceof Error ? describeError('the check', error) : String(error);
  return wrong(subject, says, 'mend what it says, and ask again');
};
