import { readAccessKeyFinding } from './guardduty/access-key-finding.ts';
import { readAttackSequence } from './guardduty/attack-sequence.ts';
import { oneLine } from './guardduty/describe.ts';
import { type Finding, type GuardDutyEvent, guardDutyEvent } from './guardduty/finding.ts';
import { sampleReason } from './guardduty/sample.ts';
import type { SignalReading } from './leak-signal.ts';
import { malformedBy } from './malformed.ts';

/**
 * The finding types that say that somebody else holds a credential, with how each names it. Types of anomalous
 * behaviour, reconnaissance and policy are about what an owner may do as well: they are told to people.
 */
const actedOn: readonly (readonly [RegExp, (event: GuardDutyEvent) => SignalReading])[] = [
  [/^UnauthorizedAccess:IAMUser\//, readAccessKeyFinding],
  [/^CredentialAccess:IAMUser\/CompromisedCredentials$/, readAccessKeyFinding],
  [/^AttackSequence:IAM\/CompromisedCredentials$/, readAttackSequence],
];

const reported = ({ type, accountId, region, severity, title }: Finding): SignalReading => ({
  kind: 'not-a-leak',
  tell: true,
  reason: [
    `GuardDuty reports ${type} in account ${accountId}${region ? `, ${region}` : ''}`,
    severity === undefined ? '' : ` (severity ${severity})`,
    title ? `: ${oneLine(title)}` : '',
  ].join(''),
});

/**
 * Reads a GuardDuty finding as EventBridge delivers it. Sample findings are refused silently: nobody is mailed about
 * `john_doe`. Types that are not acted on are told.
 */
export const readGuardDutyEvent = (event: unknown): SignalReading => {
  const parsed = guardDutyEvent.safeParse(event);
  if (!parsed.success) return malformedBy(parsed.error, event, 'event');
  const finding = parsed.data.detail;
  const sample = sampleReason(finding);
  if (sample !== undefined) {
    return { kind: 'not-a-leak', tell: false, reason: `A sample finding (${finding.type}): ${sample}.` };
  }
  const [, read] = actedOn.find(([type]) => type.test(finding.type)) ?? [];
  return read ? read(parsed.data) : reported(finding);
};
