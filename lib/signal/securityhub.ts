import type { SignalReading } from './leak-signal.ts';
import { malformedBy } from './malformed.ts';
import { outsideText } from './outside-text.ts';
import { readFinding } from './securityhub/asff.ts';
import {
  asffFinding,
  customAction,
  findingsIn,
  importedV2,
  inFinding,
  insightResults,
  type SecurityHubEvent,
  securityHubEvent,
} from './securityhub/event.ts';
import { joinReadings } from './securityhub/join.ts';
import { readOcsf } from './securityhub/ocsf.ts';

const readAsff = (
  value: unknown,
  path: string,
  { time, detail, ...envelope }: SecurityHubEvent,
): SignalReading => {
  const parsed = asffFinding.safeParse(value);
  if (!parsed.success) return inFinding(path, malformedBy(parsed.error, value, ''));
  const chosen = envelope['detail-type'] === customAction;
  return readFinding({
    finding: parsed.data,
    path,
    time,
    ...(chosen && { action: detail.actionName ?? '' }),
  });
};

const onInsight = ({ detail }: SecurityHubEvent): SignalReading => ({
  kind: 'not-a-leak',
  tell: 'mail',
  reason: `The custom action ${outsideText(detail.actionName, 100) || '(unnamed)'} was chosen on an insight, which holds no findings: choose it on a finding.`,
});

/**
 * Reads an event of Security Hub as EventBridge delivers it (Security Hub user guide, "EventBridge event formats").
 * Imported findings act where they are severe and about the misuse of an access key; a custom action, which is a
 * person's wish, on every finding that names a key. The rule must forward only the custom action that was made for
 * this (its ARN stands in `resources`): teams have others, for tickets say.
 */
export const readSecurityHubEvent = (event: unknown): SignalReading => {
  const parsed = securityHubEvent.safeParse(event);
  if (!parsed.success) return malformedBy(parsed.error, event, 'event');
  const detailType = parsed.data['detail-type'];
  if (detailType === insightResults) return onInsight(parsed.data);
  const list = findingsIn.safeParse(event);
  if (!list.success) return malformedBy(list.error, event, 'event');
  return joinReadings(
    list.data.detail.findings.map((finding, index) => {
      const path = `detail.findings.${index}`;
      return detailType === importedV2 ? readOcsf(finding, path) : readAsff(finding, path, parsed.data);
    }),
  );
};
