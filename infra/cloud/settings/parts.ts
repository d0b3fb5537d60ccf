import * as z from 'zod/mini';
import * as field from './fields.ts';

/** Where evidence is kept, and for how long. */
export const evidence = z.strictObject({
  objectLock: z.optional(
    field
      .oneOf('governance', 'compliance')
      .check(z.describe('Nobody deletes evidence before its time; under compliance not even the root user.')),
  ),
  retentionDays: z.optional(
    field.whole(1, 36_500).check(z.describe('How long evidence is locked; asked for by objectLock.')),
  ),
  signed: z._default(field.yesOrNo, true).check(z.describe('Whether a key of KMS signs the manifests.')),
  dropOldVersionsAfterDays: z.optional(
    field
      .whole(1, 36_500)
      .check(z.describe('Versions that were written over are deleted after so many days.')),
  ),
});

/** The other homes of incidents that are switched on. */
export const destinations = z.strictObject({
  eventBus: z
    ._default(field.yesOrNo, false)
    .check(z.describe('Events about incidents on the bus tourniquet.')),
  opsCenter: z._default(field.yesOrNo, false).check(z.describe('An OpsItem for each incident.')),
  securityHub: z._default(field.yesOrNo, false).check(z.describe('A finding for each incident.')),
  chatTopic: z._default(field.yesOrNo, false).check(z.describe('A topic for Amazon Q Developer in chat.')),
  ses: z.optional(
    z
      .strictObject({
        from: field.mailAddress,
        to: field.listOf(field.mailAddress, 'mail addresses').check(z.minLength(1), z.maxLength(50)),
      })
      .check(z.describe('HTML mail, from an address that SES has verified, or of a domain that it has.')),
  ),
});

/** What is asked of GitHub, and what is done there. */
export const github = z.strictObject({
  apiUrl: z.optional(field.httpsUrl.check(z.describe('Of GitHub Enterprise Server: https://HOST/api/v3.'))),
  resolveAlerts: z
    ._default(field.yesOrNo, false)
    .check(z.describe('Whether alerts of contained keys are closed as revoked.')),
});

/** The organization’s trail in S3, asked through Athena. */
export const athena = z.strictObject({
  table: z
    .string()
    .check(z.regex(/^[a-z0-9_]+\.[a-z0-9_]+$/, 'must be database.table in lower-case letters, digits and _')),
  workGroup: z.string().check(z.regex(/^[\w.-]{1,128}$/, 'must be the name of a workgroup')),
  trailBucket: field.bucketArn,
  results: field.placeInBucket,
  region: z.optional(field.region),
  catalog: z.optional(z.string().check(z.regex(/^[\w@-]{1,256}$/, 'must be the name of a data catalog'))),
  partitions: z.optional(z.string().check(z.minLength(1))),
});

/** The service control policy by which only Tourniquet lifts a containment. */
export const guard = z.strictObject({
  homeAccountId: field.accountId.check(z.describe('The account that Tourniquet runs in.')),
  breakGlass: field
    .listOf(field.exactRoleArn, 'ARNs of roles')
    .check(
      z.minLength(1, 'must name a role: without one nobody could lift a containment if Tourniquet is gone'),
      z.describe('Roles that may do what the guard denies to everybody else.'),
    ),
  deployers: z
    ._default(field.listOf(field.exactRoleArn, 'ARNs of roles'), [])
    .check(
      z.describe("Roles that may make and change Tourniquet's own roles: of CloudFormation, of StackSets."),
    ),
});

/** Concurrency that nothing else can use up. */
export const reservedConcurrency = z.strictObject({
  accountQuota: field
    .whole(110, 1_000_000)
    .check(
      z.describe("The account's quota of concurrent executions in this Region (Service Quotas, L-B99A9384)."),
    ),
  contain: field.whole(2, 10_000),
  receiveWebhook: z.optional(field.whole(1, 10_000)),
});

/** Requests that reach the function behind the webhook. */
export const webhookRate = z.strictObject({
  perSecond: field.whole(1, 10_000),
  burst: field.whole(1, 5_000),
});
