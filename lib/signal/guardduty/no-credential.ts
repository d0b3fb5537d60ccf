import type { SignalReading } from '#lib/signal/leak-signal.ts';
import { findingId, reportOf } from './describe.ts';
import type { Finding } from './finding.ts';

/** Whether the type itself says that a credential is in the wrong hands, whatever else the finding names. */
const isAboutCredential = (type: string): boolean =>
  /^(?:\w+:IAMUser|AttackSequence:(?:IAM|S3))\//.test(type);

/** Types about a bucket, cluster or machine may name nobody: an anonymous caller has no credential. */
export const mayNameNobody = ({ type }: Finding): boolean => !isAboutCredential(type);

export const namesNobody = (finding: Finding): SignalReading => ({
  kind: 'not-a-leak',
  tell: 'mail',
  id: findingId(finding),
  reason: `${reportOf(finding)} Not acted on: it names no credential.`,
});

/** A credential is in the wrong hands and the finding does not say which: people are paged. */
export const mustBeFound = (
  finding: Finding,
  why: string,
  holders: (string | undefined)[],
): SignalReading => {
  const known = holders.filter((holder) => holder !== undefined);
  const [most, others] = [known.slice(0, 2), known.length - 2];
  const by = `${most.join('; ')}${others > 0 ? ` and ${others} more` : ''}`;
  return {
    kind: 'undecided',
    id: findingId(finding),
    reason:
      `GuardDuty reports ${finding.type} in account ${finding.accountId}, but ${why}: a person must find the key.` +
      (known.length > 0 ? ` It is used by ${by}.` : ''),
  };
};
