import type { Rules } from '#lib/platform/rules.ts';
import { readAccessKeyFinding } from './guardduty/access-key-finding.ts';
import { readAttackSequence } from './guardduty/attack-sequence.ts';
import { findingId, reportOf } from './guardduty/describe.ts';
import { guardDutyEvent } from './guardduty/finding.ts';
import { judgeFinding } from './guardduty/judge.ts';
import { sampleReason } from './guardduty/sample.ts';
import type { SignalReading } from './leak-signal.ts';
import { malformedBy } from './malformed.ts';

/**
 * Reads a GuardDuty finding as EventBridge delivers it. What its type leads to stands in the deployed rules and in the
 * table that is shipped. A sample is never acted on: nobody is woken about `john_doe`.
 */
export const readGuardDutyEvent = (
  event: unknown,
  { guardduty }: Pick<Rules, 'guardduty'>,
): SignalReading => {
  const parsed = guardDutyEvent.safeParse(event);
  if (!parsed.success) return malformedBy(parsed.error, event, 'event');
  const finding = parsed.data.detail;
  const id = findingId(finding);
  const sample = sampleReason(finding);
  if (sample !== undefined) {
    const reason = `A sample finding (${finding.type}): ${sample}.`;
    return { kind: 'not-a-leak', tell: 'digest', id, reason };
  }
  const judgement = judgeFinding(finding.type, finding.severity, guardduty);
  if (judgement.outcome !== 'act') {
    const reason = `${reportOf(finding)} Not acted on: ${judgement.reason}.`;
    return { kind: 'not-a-leak', tell: judgement.tell, id, reason };
  }
  // A sequence names its credentials elsewhere than all other findings.
  return finding.type.startsWith('AttackSequence:')
    ? readAttackSequence(parsed.data)
    : readAccessKeyFinding(parsed.data);
};
