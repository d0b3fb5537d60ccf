import type { OpsItemDataValue } from '@aws-sdk/client-ssm';
import { isLiftedAndOpen } from '#lib/containment/mail/standing.ts';
import { mustPage } from '#lib/containment/mail.ts';
import type { Incident, Status } from '#lib/incident/incident.ts';
import { inert } from '#lib/platform/plain-text.ts';
import { redact } from '#lib/platform/redact.ts';
import type { Telling } from './telling.ts';
import { isOver } from './worth-telling.ts';

/** An incident as OpsCenter takes it. */
export interface OpsItemFields {
  Title: string;
  Description: string;
  Category: 'Security';
  Severity: '1' | '2' | '3' | '4';
  OperationalData: Record<string, OpsItemDataValue>;
  /** Absent: as people have set it. */
  Status?: 'Open' | 'Resolved';
}

/** Systems Manager API reference, CreateOpsItem: the most characters of a description, of a title 1,024. */
const longestDescription = 2048;
const fence = '```';
const more = '… the mail says more';

/** 1 is critical, 4 is low (OpsCenter). */
const severities = {
  'not-contained': '1',
  'partly-contained': '2',
  protected: '2',
  contained: '3',
  observed: '3',
  restored: '4',
  'not-ours': '4',
} as const satisfies Record<Status, OpsItemFields['Severity']>;

/** What people set stands, unless it is over or somebody must act now. */
const statusOf = (incident: Incident): OpsItemFields['Status'] => {
  if (isOver(incident)) return 'Resolved';
  return mustPage(incident) ? 'Open' : undefined;
};

/**
 * As many lines as there is room for, in a block of code: OpsCenter reads descriptions as Markdown, and in there
 * names that strangers chose stay what they are.
 */
const description = (told: readonly string[]): string => {
  let room = longestDescription - 2 * (fence.length + 1) - more.length - 1;
  const shown: string[] = [];
  for (const line of told.map((text) => text.replaceAll(fence, "'''"))) {
    room -= line.length + 1;
    if (room < 0) return [fence, ...shown, more, fence].join('\n');
    shown.push(line);
  }
  return [fence, ...shown, fence].join('\n');
};

const paragraphs = (parts: readonly (readonly string[])[]): string[] =>
  parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));

const told = ({ headline, next, open, facts, steps, undo }: Telling): string[] =>
  paragraphs([
    [headline],
    next,
    facts.map(({ label, text }) => `${label.padEnd(10)}${text}`),
    steps,
    open,
    undo,
  ]);

const searchable = (text: string | null | undefined): OpsItemDataValue | undefined => {
  const value = redact(inert(text ?? '', 300));
  return value === '' ? undefined : { Value: value, Type: 'SearchableString' };
};

/** OpsCenter shows these as the resources that the OpsItem is about. */
const resources = ({ principal }: Incident): OpsItemDataValue | undefined => {
  const arn = redact(inert(principal?.arn ?? '', 500));
  return arn.startsWith('arn:') ? { Value: JSON.stringify([{ arn }]), Type: 'SearchableString' } : undefined;
};

const present = <T>(entries: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );

/**
 * An incident as an OpsItem, without its deduplication: that can be given once only.
 * @param evidence where it lies (evidence-place.ts)
 */
export const opsItemOf = (incident: Incident, telling: Telling, evidence?: string): OpsItemFields => {
  const { incidentId, accessKeyId, accountId, status } = incident;
  const set = statusOf(incident);
  return {
    Title: telling.subject,
    Description: description(told(telling)),
    Category: 'Security',
    Severity: isLiftedAndOpen(incident) ? '3' : severities[status],
    OperationalData: present({
      'tourniquet-incident': searchable(incidentId),
      'tourniquet-status': searchable(status),
      'access-key-id': searchable(accessKeyId),
      'account-id': searchable(accountId),
      evidence: evidence === undefined ? undefined : { Value: evidence, Type: 'String' },
      '/aws/resources': resources(incident),
    }),
    ...(set && { Status: set }),
  };
};

/**
 * What keeps OpsCenter from opening a second one while the first is open.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-working-deduplication.html
 */
export const dedupOf = ({ incidentId }: Incident): Record<'/aws/dedup', OpsItemDataValue> => ({
  '/aws/dedup': {
    Value: JSON.stringify({ dedupString: `tourniquet-${inert(incidentId, 240)}` }),
    Type: 'SearchableString',
  },
});
