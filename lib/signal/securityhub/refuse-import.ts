import type { SignalReading, Tell } from '#lib/signal/leak-signal.ts';
import { outsideText } from '#lib/signal/outside-text.ts';
import type { KeyResource } from './access-key.ts';
import { findingId, settledAs } from './describe.ts';
import type { Delivered, Finding } from './event.ts';
import { isOwnFinding } from './own-finding.ts';
import { awsService, productName } from './product.ts';
import { isSample } from './sample.ts';
import { isSevere, severityOf } from './severity.ts';

const posture = 'Software and Configuration Checks';

/** A check of how things are set up (a key that is old, a user without MFA) and not of what somebody does with them. */
const isPosture = ({ Compliance, Types }: Finding): boolean =>
  (typeof Compliance === 'object' && Compliance !== null) ||
  (Types !== undefined && Types.length > 0 && Types.every((type) => type.startsWith(posture)));

const refused = ({ finding }: Delivered, tell: Tell, why: string): SignalReading => ({
  kind: 'not-a-leak',
  tell,
  id: `${findingId(finding)}:told`,
  reason: [
    `Security Hub imported a finding of ${productName(finding)} in account ${finding.AwsAccountId}, ${why}`,
    finding.Title ? `: ${outsideText(finding.Title)}` : '.',
  ].join(''),
});

/**
 * Why a finding that was imported, and that no person chose, is not acted on; undefined for one that is. Security Hub
 * imports everything that anything finds, so most end here.
 */
export const refuseImport = (
  delivered: Delivered,
  resources: readonly KeyResource[],
): SignalReading | undefined => {
  const { finding } = delivered;
  if (isOwnFinding(finding)) return refused(delivered, 'log', 'which tells of an incident of ours');
  // GuardDuty's findings reach us by a rule of their own, with the types that decide; once is enough.
  if (awsService(finding) === 'guardduty')
    return refused(delivered, 'log', 'which GuardDuty sends us itself');
  if (resources.length === 0) return refused(delivered, 'log', 'which names no access key');
  const settled = settledAs(finding);
  if (settled) return refused(delivered, 'log', `which is ${settled}`);
  if (isSample(finding, resources)) return refused(delivered, 'digest', 'which is a sample');
  if (isPosture(finding)) return refused(delivered, 'digest', 'which is about configuration, not misuse');
  const severity = severityOf(delivered);
  if (typeof severity !== 'string') return severity;
  return isSevere(severity) ? undefined : refused(delivered, 'digest', `which is ${severity} only`);
};
