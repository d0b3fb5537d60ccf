import type { Check, Finding, Patient } from './check.ts';
import { couldNot } from './could-not.ts';

export interface Examined {
  id: string;
  asks: string;
  /** The worst that was found. */
  verdict: Finding['verdict'];
  findings: Finding[];
}

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
