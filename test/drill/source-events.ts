import { guardDutyFinding } from '#infra/local/drill/events/guardduty.ts';
import { healthDetail } from '#infra/local/drill/events/health.ts';
import { quarantineDetail } from '#infra/local/drill/events/quarantine.ts';
import { scannerEvent } from '#infra/local/drill/events/scanner.ts';
import { securityHubDetail } from '#infra/local/drill/events/securityhub.ts';
import { company } from '#infra/local/scenario/company.ts';
import type { NewEvent } from '#infra/local/services/events/envelope.ts';
import type { EventSource } from '#lib/signal/queue-message.ts';
import type { Holder } from './recording.ts';

const { accountId, region } = company;

/** What each source sends about a key of ours, by hand. */
export const sourceEvents: Record<EventSource, (holder: Holder, at: Date) => NewEvent> = {
  guardduty: ({ key: { accessKeyId }, userName }, at) =>
    guardDutyFinding(accountId, region, { accessKeyId, userName }, at),
  health: ({ key: { accessKeyId }, userName }, at) => healthDetail({ accessKeyId, userName, accountId, at }),
  quarantine: ({ userName }, at) =>
    quarantineDetail({ userName, userId: 'AIDAT3SKF7WXYEXAMPLE1', accountId, at }),
  securityhub: ({ key: { accessKeyId }, userName }, at) => {
    const principal = { type: 'IAMUser', id: 'AIDAT3SKF7WXYEXAMPLE1', name: userName } as const;
    return securityHubDetail({ accessKeyId, accountId, region, at, principal }, 'custom-action');
  },
  scanner: ({ key: { accessKeyId } }) => scannerEvent({ accessKeyId }),
};

/** What may stand in a field instead of what belongs there. */
export const wrongValues = {
  missing: undefined,
  null: null,
  'of the wrong type': 7,
  hostile: '../../../*\u202e%{jndi:ldap://x}\r\nBcc: everybody',
} as const;
export type Wrong = keyof typeof wrongValues;

/** Parts of the hostile value that must not reach a person as they are. */
export const hostileText = /jndi|\u202e|[\r\n]Bcc/;

const all = Object.keys(wrongValues) as Wrong[];
const given: readonly Wrong[] = ['of the wrong type', 'hostile'];
/** For what may be left out. An item of a list cannot: JSON writes null in its place. */
const whereGiven: readonly Wrong[] = ['null', ...given];
const butHostile: readonly Wrong[] = ['missing', 'null', 'of the wrong type'];
const butNumber: readonly Wrong[] = ['missing', 'null', 'hostile'];

const every = (fields: readonly string[], wrong: readonly Wrong[] = all): Record<string, readonly Wrong[]> =>
  Object.fromEntries(fields.map((field) => [field, wrong]));

/**
 * The fields without which an event is not understood, and what may not stand in them. Whatever stands in any other,
 * the leak is acted on: no leak is dropped for its decoration.
 */
export const demanded: Record<EventSource, Record<string, readonly Wrong[]>> = {
  guardduty: {
    ...every(['source', 'detail-type', 'detail', 'detail.id', 'detail.accountId', 'detail.type']),
    ...every(['detail.resource', 'detail.resource.accessKeyDetails']),
    // A finding about a console login names no key.
    ...every(['detail.resource.accessKeyDetails.accessKeyId'], given),
  },
  health: {
    ...every(['source', 'detail-type', 'detail', 'detail.service', 'detail.eventTypeCode']),
    ...every(['detail.affectedEntities.0.entityValue']),
    ...every(['detail.affectedEntities.0'], whereGiven),
    ...every(['detail.affectedEntities', 'detail.communicationId', 'detail.affectedAccount'], given),
    ...every(['detail.statusCode'], ['of the wrong type']),
  },
  quarantine: {
    ...every(['source', 'detail-type', 'detail', 'detail.eventName', 'detail.eventID']),
    ...every(['detail.requestParameters', 'detail.requestParameters.userName']),
    ...every(['detail.requestParameters.policyArn'], butHostile),
    ...every(['detail.recipientAccountId'], given),
    ...every(['detail.errorCode'], ['of the wrong type']),
  },
  securityhub: {
    ...every(['source', 'detail-type', 'detail', 'detail.findings']),
    ...every(['detail.findings.0.AwsAccountId', 'detail.findings.0.Resources']),
    ...every(['detail.findings.0', 'detail.findings.0.Resources.0'], whereGiven),
    ...every(['detail.findings.0.Id', 'detail.findings.0.Resources.0.Type'], butHostile),
    ...every(['detail.findings.0.Resources.0.Id'], butHostile),
    ...every(['detail.findings.0.Resources.0.Details.AwsIamAccessKey.AccessKeyId'], given),
  },
  scanner: {
    ...every(['source', 'detail-type', 'detail', 'detail.accessKeyId', 'detail.scanner']),
    ...every(['detail.where'], butHostile),
    ...every(['detail.verified'], given),
    ...every(['detail.url', 'detail.foundAt'], ['of the wrong type']),
  },
};

/** The same for a signed webhook of GitHub. */
export const demandedOfWebhooks: Record<string, readonly Wrong[]> = {
  ...every(['repository', 'repository.name', 'repository.owner', 'repository.owner.login']),
  // Without an alert it is another event, and an action may be one that GitHub has added.
  ...every(['alert'], whereGiven),
  ...every(['action', 'alert.secret_type'], butHostile),
  ...every(['alert.number'], butNumber),
  ...every(['repository.html_url', 'installation'], given),
  ...every(['installation.id'], butNumber),
};

/** And for what the webhook puts on the queue. */
export const demandedOfReferences: Record<string, readonly Wrong[]> = {
  ...every(['kind', 'repository', 'repository.owner', 'repository.name', 'action']),
  ...every(['alertNumber'], butNumber),
  ...every(['repository.private', 'deliveredAt', 'htmlUrl'], whereGiven),
  ...every(['installationId'], ['null', 'hostile']),
};

/** Events that are understood with a wrong field and still say something else: what they lead to instead. */
export const understoodOtherwise: readonly {
  source: EventSource;
  field: string;
  wrong: readonly Wrong[];
  /** Where it is told; nowhere for what stands in the log only. */
  topic?: 'pages' | 'mail';
  says: RegExp;
}[] = [
  {
    source: 'health',
    field: 'detail.affectedEntities',
    wrong: ['missing', 'null'],
    topic: 'pages',
    says: /detail\.affectedEntities is empty/,
  },
  {
    source: 'quarantine',
    field: 'detail.requestParameters.policyArn',
    wrong: ['hostile'],
    says: /which is no quarantine of AWS/,
  },
  {
    source: 'quarantine',
    field: 'detail.errorCode',
    wrong: ['hostile'],
    says: /nothing was attached or detached/,
  },
  {
    source: 'securityhub',
    field: 'detail.findings.0.Resources.0.Type',
    wrong: ['hostile'],
    topic: 'mail',
    says: /detail\.findings\.0\.Resources holds no AwsIamAccessKey/,
  },
];
