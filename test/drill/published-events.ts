import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { securityHubActionArn } from '#infra/local/drill/events/securityhub.ts';
import type { NewEvent } from '#infra/local/services/events/envelope.ts';

/** Payloads that others published. They are not part of the project: replayed only where they are at hand. */
const folder = resolve(import.meta.dirname, '../../../shared/data');
export const arePublishedThere = existsSync(folder);

/** Whose key a published payload is about, once it is one of the stage's. */
export interface Substitute {
  accountId: string;
  accessKeyId: string;
  userName: string;
}

const envelope = z.looseObject({
  source: z.optional(z.string()),
  'detail-type': z.optional(z.string()),
  detail: z.looseObject({}),
});
type Envelope = z.infer<typeof envelope>;

const read = (file: string): unknown => JSON.parse(readFileSync(resolve(folder, file), 'utf8'));

/** The text of a payload with others' ids replaced. */
const replaced = (payload: unknown, pairs: readonly (readonly [RegExp, string])[]): unknown =>
  JSON.parse(pairs.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(payload)));

const asNew = (
  { source, 'detail-type': detailType, detail }: Envelope,
  given?: Partial<NewEvent>,
): NewEvent => ({
  source: source ?? '',
  detailType: detailType ?? '',
  detail,
  ...given,
});

const health = ({ accountId, accessKeyId, userName }: Substitute): NewEvent => {
  const found = envelope.parse(read('health/aws_risk_credentials_exposed.event.json'));
  const whole = replaced(found, [
    [/"1234567890"/g, `"${accountId}"`],
    [/AKIAX+/g, accessKeyId],
    [/test-1/g, userName],
  ]);
  const event = asNew(envelope.parse(whole));
  return { ...event, detail: { ...event.detail, affectedAccount: accountId } };
};

const securityhub = ({ accountId, accessKeyId, userName }: Substitute): NewEvent => {
  const found = read('securityhub/event-securityhub-iamkey-finding-action.json');
  const whole = envelope.parse(
    replaced(found, [
      [/644160558196/g, accountId],
      [/kapil/g, userName],
    ]),
  );
  const findings = z
    .array(z.looseObject({ Resources: z.array(z.looseObject({})) }))
    .parse(whole.detail['findings']);
  const withKey = findings.map((finding) => ({
    ...finding,
    Resources: finding.Resources.map((one) => ({ ...one, Id: `AWS::IAM::AccessKey:${accessKeyId}` })),
  }));
  // The action is one of the deployment that published it: ours is called otherwise.
  const resources = [securityHubActionArn({ accountId, region: 'eu-central-1' })];
  return asNew({ ...whole, detail: { ...whole.detail, findings: withKey } }, { resources });
};

const records = z.array(z.object({ test: z.string(), event: z.looseObject({}) }));

const quarantine = ({ accountId, userName }: Substitute): NewEvent => {
  const all = records.parse(read('cloudtrail/panther/cloudtrail_rule_tests.json'));
  const found = all.find(({ test }) => test === 'AttachUserPolicy AWSCompromisedKeyQuarantineV2-true');
  const detail = replaced(found?.event, [
    [/123456789012/g, accountId],
    [/test-user/g, userName],
  ]);
  return {
    source: 'aws.iam',
    detailType: 'AWS API Call via CloudTrail',
    detail: z.looseObject({}).parse(detail),
  };
};

/** GuardDuty's own sample, with what marks it as one taken out: no real finding is public. */
const guardduty = ({ accountId, accessKeyId, userName }: Substitute): NewEvent => {
  const { detail, ...found } = envelope.parse(read('guardduty/iam-duty-event.json'));
  const whole = replaced({ ...detail, accountId }, [
    [/GeneratedFindingAccessKeyId/g, accessKeyId],
    [/GeneratedFindingUserName/g, userName],
    [/GeneratedFinding/g, 'Seen'],
    [/"sample":true,/g, ''],
    [/\[SAMPLE\] ?/g, ''],
  ]);
  return asNew({
    source: 'aws.guardduty',
    'detail-type': 'GuardDuty Finding',
    ...found,
    detail: z.looseObject({}).parse(whole),
  });
};

/** A published payload of each source that has one, about a key of the stage's. */
export const published = { guardduty, health, quarantine, securityhub } as const satisfies Record<
  string,
  (substitute: Substitute) => NewEvent
>;

/** The captured webhook of GitHub, about an alert of the stage's repository. */
export const publishedWebhook = (alertNumber: number, installationId: number): unknown => {
  const whole = z
    .looseObject({ alert: z.looseObject({}), repository: z.looseObject({ owner: z.looseObject({}) }) })
    .parse(read('github/secret_scanning_alert.reopened.json'));
  const { alert, repository } = whole;
  return {
    ...whole,
    alert: {
      ...alert,
      number: alertNumber,
      secret_type: 'aws_access_key_id',
      provider: 'aws',
      provider_slug: 'aws',
    },
    repository: { ...repository, name: 'shop', owner: { ...repository.owner, login: 'acme' } },
    installation: { id: installationId },
  };
};
