import type { Shape } from '../../contract.ts';
import type { NewEvent } from '../events/envelope.ts';

/**
 * What Security Hub sends to EventBridge of each finding that is imported, new or updated, one event a finding
 * (Security Hub user guide, "EventBridge event formats for Security Hub CSPM").
 */
export const importedEvent = (finding: Shape): NewEvent => ({
  source: 'aws.securityhub',
  detailType: 'Security Hub Findings - Imported',
  resources: [`${finding.ProductArn}/${finding.Id}`],
  detail: { findings: [finding] },
});
