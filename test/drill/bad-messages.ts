import { guardDutyFinding } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { company } from '#infra/local/scenario/company.ts';

const { accountId, region } = company;

const envelope = (detail: unknown) => ({
  version: '0',
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Finding',
  account: accountId,
  detail,
});

/** As the rule for GuardDuty puts a finding on the queue. */
export const eventBridge = (detail: unknown) => ({ kind: 'guardduty', event: envelope(detail) });

export const findingFor = (accessKeyId: string) =>
  guardDutyFinding(accountId, region, { accessKeyId, userName: 'deploy-bot' }, new Date()).detail;

/** As the GetFindings API writes the same finding, and log stores that copy it. */
const pascalCase = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pascalCase);
  if (typeof value !== 'object' || value === null) return value;
  const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [capital(name), pascalCase(held)]));
};

const keyField = 'event.detail.resource.accessKeyDetails.accessKeyId';

/** Messages that can never succeed, by the field that is wrong. Each is given the id and secret of a real key. */
export const neverUnderstood: [
  what: string,
  says: RegExp,
  body: (accessKeyId: string, secretAccessKey: string) => unknown,
][] = [
  ['is no JSON', /^body is not JSON/, (id, secret) => `${id}\naws_secret_access_key = ${secret}`],
  ['is cut off', /^body is not JSON/, (id, secret) => `{"key":"${id}","secretAccessKey":"${secret}`],
  ['is empty JSON text', /^body must be a JSON object/, () => '""'],
  ['is a list', /^body must be a JSON object/, (id, secret) => [id, secret]],
  ['is not ours', /^kind is missing/, (accessKeyId, secret) => ({ accessKeyId, password: secret })],
  ['is of no kind of ours', /^kind must be/, (accessKeyId) => ({ kind: 'contain', accessKeyId })],
  [
    'is a notification of S3',
    /^kind is missing/,
    () => ({ Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'x' } } }] }),
  ],
  [
    'comes from another source than its rule is for',
    /^event\.source must be aws\.guardduty/,
    () => ({ kind: 'guardduty', event: { source: 'aws.ec2', detail: {} } }),
  ],
  ['is an event that no rule put there', /^kind is missing/, (id) => envelope(findingFor(id))],
  [
    'is an alert without a number',
    /^alertNumber /,
    () => ({ kind: 'github-alert', repository: { owner: 'acme', name: 'shop' }, action: 'created' }),
  ],
  [
    'is an alert of a repository that would lead to another path',
    /^repository\.name /,
    () => ({
      kind: 'github-alert',
      repository: { owner: 'acme', name: '..' },
      alertNumber: 1,
      action: 'created',
    }),
  ],
  [
    'is a later look without an incident',
    /^incidentId /,
    () => ({ kind: 'look-again', incidentId: 5, look: 1 }),
  ],
  [
    'is a later look whose number is text',
    /^look /,
    (id) => ({ kind: 'look-again', incidentId: `${id}-1`, look: '1' }),
  ],
  [
    'is a finding whose envelope is in the wrong case',
    /^event\.Source is in the wrong case: it must be source/,
    (id) => ({ kind: 'guardduty', event: pascalCase(envelope(findingFor(id))) }),
  ],
  [
    'is a finding whose detail is in the wrong case',
    /^event\.detail\.\w+ is in the wrong case: it must be detail\.\w+/,
    (id) => eventBridge(pascalCase(findingFor(id))),
  ],
  [
    'is a finding whose resource is in the wrong case',
    /AccessKeyDetails is in the wrong case: it must be detail\.resource\.accessKeyDetails/,
    (id) => eventBridge({ ...findingFor(id), resource: pascalCase(findingFor(id).resource) }),
  ],
  ['is a finding whose detail is text', /^event\.detail must be an object/, () => eventBridge('finding')],
  [
    'is a finding without an id',
    /^event\.detail\.id /,
    (id) => eventBridge({ ...findingFor(id), id: undefined }),
  ],
  [
    'is a finding whose key id has a lower-case letter',
    new RegExp(`^${keyField}\\b.*lower-case letter at position 5`),
    (id) => eventBridge(findingFor(`${id.slice(0, 4)}q${id.slice(5)}`)),
  ],
  [
    'is a finding whose key id lacks a character',
    new RegExp(`^${keyField}\\b.*19 characters long`),
    (id) => eventBridge(findingFor(id.slice(0, -1))),
  ],
  [
    'is a finding whose key id is the secret',
    new RegExp(`^${keyField}\\b.*begins with AKIA, ASIA, ABIA or ACCA`),
    (_, secret) => eventBridge(findingFor(`x${secret.slice(1)}`)),
  ],
];

type Webhook = ReturnType<Stage['github']['webhookPayload']>;
type Change = (webhook: Webhook) => unknown;
const { stringify } = JSON;
/** Webhooks that GitHub would not send, by the field that is wrong. */
export const badWebhooks: [what: string, field: string, change: Change][] = [
  ['is cut off', 'body', (webhook) => stringify(webhook).slice(0, -5)],
  ['is empty', 'body', () => ''],
  ['is a form', 'body', (webhook) => `payload=${encodeURIComponent(stringify(webhook))}`],
  ['is a list', 'body', (webhook) => [webhook]],
  ['is null', 'body', () => 'null'],
  ['has an action that is a number', 'action', (webhook) => ({ ...webhook, action: 7 })],
  ['has an alert that is text', 'alert', (webhook) => ({ ...webhook, alert: 'AKIA' })],
  [
    'has an alert number that is text',
    'alert.number',
    (webhook) => ({ ...webhook, alert: { ...webhook.alert, number: '1' } }),
  ],
  [
    'has an alert number below 1',
    'alert.number',
    (webhook) => ({ ...webhook, alert: { ...webhook.alert, number: -1 } }),
  ],
  ['has no repository', 'repository', ({ repository: _, ...webhook }) => webhook],
  [
    'has a repository that would lead to another path',
    'repository.name',
    (webhook) => ({ ...webhook, repository: { ...webhook.repository, name: '..' } }),
  ],
  [
    'has an installation that is text',
    'installation.id',
    (webhook) => ({ ...webhook, installation: { id: '4711' } }),
  ],
];
