import { randomUUID } from 'node:crypto';
import { customAction } from '#infra/deployed/event-patterns.ts';
import type { NewEvent } from '#infra/local/services/events/envelope.ts';

export interface KeyFinding {
  accessKeyId: string;
  accountId: string;
  region: string;
  at: Date;
  /** An IAM user by default. */
  principal?: { type: 'IAMUser' | 'AssumedRole' | 'Root'; id: string; name: string };
  /** `company/product` as in the ProductArn; `aws/guardduty` is GuardDuty itself. */
  product?: string;
  severity?: 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  /** The same for every delivery of one finding. */
  findingId?: string;
}

/** A finding about the misuse of an access key, in ASFF. */
const keyFinding = ({
  accessKeyId,
  accountId,
  region,
  at,
  principal,
  product = 'acme/key-watch',
  severity = 'HIGH',
  findingId = `${product}/${randomUUID()}`,
}: KeyFinding) => ({
  SchemaVersion: '2018-10-08',
  Id: findingId,
  ProductArn: `arn:aws:securityhub:${region}::product/${product}`,
  ProductName: product.split('/')[1] ?? product,
  CompanyName: product.split('/')[0] ?? product,
  GeneratorId: `${product}/key-used-from-elsewhere`,
  AwsAccountId: accountId,
  Region: region,
  Types: ['TTPs/Credential Access'],
  FirstObservedAt: at.toISOString(),
  LastObservedAt: at.toISOString(),
  CreatedAt: at.toISOString(),
  UpdatedAt: at.toISOString(),
  Severity: { Label: severity },
  Title: 'An access key is used from an address where it has never been used.',
  Description: 'An access key is used from an address where it has never been used.',
  Resources: [
    {
      Type: 'AwsIamAccessKey',
      Id: `AWS::IAM::AccessKey:${accessKeyId}`,
      Partition: 'aws',
      Region: region,
      Details: {
        AwsIamAccessKey: {
          AccessKeyId: accessKeyId,
          AccountId: accountId,
          ...(principal && {
            PrincipalId: principal.id,
            PrincipalName: principal.name,
            PrincipalType: principal.type,
          }),
        },
      },
    },
  ],
  Workflow: { Status: 'NEW' },
  RecordState: 'ACTIVE',
});

/** The custom action that is forwarded: the rule names this ARN and no other. */
export const securityHubActionArn = ({
  accountId,
  region,
}: Pick<KeyFinding, 'accountId' | 'region'>): string =>
  `arn:aws:securityhub:${region}:${accountId}:action/custom/${customAction}`;

/** A product imported a finding, or a person chose the custom action on one: for `events.emit`. */
export const securityHubDetail = (
  finding: KeyFinding,
  how: 'imported' | 'custom-action' = 'imported',
): NewEvent => {
  const asff = keyFinding(finding);
  if (how === 'imported') {
    return {
      source: 'aws.securityhub',
      detailType: 'Security Hub Findings - Imported',
      resources: [`${asff.ProductArn}/${asff.Id}`],
      detail: { findings: [asff] },
    };
  }
  return {
    source: 'aws.securityhub',
    detailType: 'Security Hub Findings - Custom Action',
    resources: [securityHubActionArn(finding)],
    detail: {
      actionName: 'Contain key',
      actionDescription: 'Switch the key off and deny its user',
      findings: [asff],
    },
  };
};
