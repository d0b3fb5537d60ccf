import { describeError, isAccessDenied } from '#lib/aws/errors.ts';
import { redact } from '#lib/platform/redact.ts';
import { type Check, type Finding, type Patient, wrong } from './check.ts';

export interface Examined {
  id: string;
  asks: string;
  /** The worst that was found. */
  verdict: Finding['verdict'];
  findings: Finding[];
}

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

const worst = (findings: readonly Finding[]): Finding['verdict'] => {
  if (findings.some(({ verdict }) => verdict === 'wrong')) return 'wrong';
  return findings.every(({ verdict }) => verdict === 'not-checked') ? 'not-checked' : 'ok';
};

/** Carries out every check, beside each other. */
export const examine = (checks: readonly Check[], patient: Patient): Promise<Examined[]> =>
  Promise.all(
    checks.map(async ({ id, asks, run }) => {
      const findings = await run(patient).catch((error: unknown) => [couldNot(id, error)]);
      return { id, asks, verdict: worst(findings), findings };
    }),
  );
