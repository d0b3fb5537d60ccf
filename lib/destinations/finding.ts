import type { AwsSecurityFinding, Resource, SeverityLabel } from '@aws-sdk/client-securityhub';
import { holds, isLiftedAndOpen } from '#lib/containment/mail/standing.ts';
import type { Incident, Principal, Status } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';
import { asTold } from '#lib/signal/as-told.ts';
import { ownFindingId, ownGenerator } from '#lib/signal/securityhub/own-finding.ts';
import type { Telling } from './telling.ts';
import { isOver } from './worth-telling.ts';

/** Where the finding is told, and when. */
export interface FindingHome {
  /** The functions' own account: its default product takes findings of that account alone. */
  accountId: string;
  region: string;
  /** ISO 8601 UTC: must be later than that of the finding it updates. */
  updatedAt: string;
  /** Where the evidence lies (evidence-place.ts). */
  evidence?: string;
}

/** The most characters of each (ASFF; API reference, AwsSecurityFinding). */
const most = { title: 256, description: 1024, recommendation: 512, id: 512, field: 1024 } as const;

const severities = {
  'not-contained': 'CRITICAL',
  'partly-contained': 'HIGH',
  protected: 'HIGH',
  contained: 'MEDIUM',
  observed: 'MEDIUM',
  restored: 'INFORMATIONAL',
  'not-ours': 'INFORMATIONAL',
} as const satisfies Record<Status, SeverityLabel>;

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html */
const types = ['TTPs/Credential Access/Leaked AWS credential'];

const cut = (text: string, max: number): string => redact(inert(redact(text), max));

/** Whole lines, as many as there is room for. */
const joined = (lines: readonly string[], max: number): string => {
  let text = '';
  for (const line of lines.map((each) => each.trim()).filter((each) => each !== '')) {
    const longer = text === '' ? line : `${text} ${line}`;
    if (longer.length > max) return text === '' ? `${line.slice(0, max - 1).trimEnd()}…` : text;
    text = longer;
  }
  return text;
};

const isCommand = (line: string): boolean => /^\s*(?:aws|npm|for) /.test(line);
const elsewhere = 'The mail has the commands.';

/** What to do next: whole where there is room, else its sentences without the commands. */
const recommendation = (next: readonly string[]): string => {
  const whole = next.map((line) => line.trim()).join(' ');
  if (whole.length <= most.recommendation) return whole;
  const sentences = next.filter((line) => !isCommand(line)).map((line) => line.replace(/:$/, '.'));
  return `${joined(sentences, most.recommendation - elsewhere.length - 1)} ${elsewhere}`;
};

/** A time that a source or an older record gives, where it is one. */
const instant = (text: string | undefined): string | undefined => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

const partitionOf = (region: string): 'aws' | 'aws-cn' | 'aws-us-gov' => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** Of a principal of IAM what Security Hub calls its kind. */
const principalType = ({ kind }: Principal): string => (kind === 'role' ? 'AssumedRole' : 'IAMUser');

const keyOf = (incident: Incident): Resource[] => {
  const { accessKeyId, accountId, principal } = incident;
  if (accessKeyId === null) return [];
  const id = cut(accessKeyId, 128);
  return [
    {
      Type: 'AwsIamAccessKey',
      // As GuardDuty's findings name keys there: they have no ARN.
      Id: `AWS::IAM::AccessKey:${id}`,
      Details: {
        AwsIamAccessKey: {
          AccessKeyId: id,
          ...(accountId && { AccountId: cut(accountId, 20) }),
          ...(principal && {
            PrincipalName: cut(principal.name, 128),
            PrincipalType: principalType(principal),
            ...(principal.id && { PrincipalId: cut(principal.id, 128) }),
          }),
          // Only what was read back.
          ...(holds(incident, 'deactivate-key') && { Status: 'Inactive' as const }),
        },
      },
    },
  ];
};

const principalOf = ({ principal }: Incident): Resource[] => {
  const arn = cut(principal?.arn ?? '', most.id);
  if (principal === null || !arn.startsWith('arn:')) return [];
  return [{ Type: principal.kind === 'role' ? 'AwsIamRole' : 'AwsIamUser', Id: arn }];
};

const resourcesOf = (incident: Incident, { accountId, region }: FindingHome): Resource[] => {
  const account = cut(incident.accountId ?? accountId, 20);
  const about = [...keyOf(incident), ...principalOf(incident)];
  // A finding must be about something.
  const all: Resource[] =
    about.length > 0 ? about : [{ Type: 'AwsAccount', Id: `AWS::::Account:${account}` }];
  return all.map((resource) => ({ ...resource, Partition: partitionOf(region), Region: region }));
};

const fieldsOf = (incident: Incident, { evidence }: FindingHome): Record<string, string> => {
  const { incidentId, status, accessKeyId, accountId, signals, descendantOf } = incident;
  const fields = {
    incidentId,
    status,
    accessKeyId,
    accountId,
    descendantOf,
    reportedBy: [...new Set(signals.map(({ source }) => source))].join(', '),
    leakedAt: asTold(signals)[0]?.where,
  };
  const told = Object.entries(fields).flatMap(([name, value]) => {
    const text = cut(value ?? '', most.field);
    return text === '' ? [] : [[`tourniquet/${name}`, text] as const];
  });
  return Object.fromEntries([...told, ...(evidence ? [['tourniquet/evidence', evidence] as const] : [])]);
};

/**
 * What Security Hub knows an incident by, for ever.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 */
export const findingIdOf = ({ incidentId }: Incident): string => ownFindingId(cut(incidentId, 300));

/** An incident as a finding of the default product, in the AWS Security Finding Format. */
export const findingOf = (incident: Incident, telling: Telling, home: FindingHome): AwsSecurityFinding => {
  const { accountId, region, updatedAt } = home;
  const { headline, steps } = telling;
  const next = recommendation(telling.next);
  return {
    SchemaVersion: '2018-10-08',
    Id: findingIdOf(incident),
    ProductArn: `arn:${partitionOf(region)}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    ProductName: 'Tourniquet',
    GeneratorId: ownGenerator,
    AwsAccountId: accountId,
    Title: cut(telling.subject, most.title),
    Description: joined([headline, ...steps], most.description),
    CreatedAt: instant(incident.openedAt) ?? updatedAt,
    UpdatedAt: updatedAt,
    // A provider gives these here: what people set on the finding itself stands (API reference, BatchImportFindings).
    FindingProviderFields: {
      Severity: { Label: isLiftedAndOpen(incident) ? 'MEDIUM' : severities[incident.status] },
      Types: types,
    },
    Resources: resourcesOf(incident, home),
    ProductFields: fieldsOf(incident, home),
    ...(next !== '' && { Remediation: { Recommendation: { Text: next } } }),
    RecordState: isOver(incident) ? 'ARCHIVED' : 'ACTIVE',
    // Taken when the finding is new; from then on it is people's (API reference, BatchImportFindings).
    Workflow: { Status: 'NEW' },
  };
};
