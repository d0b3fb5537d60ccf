import * as z from 'zod/mini';
import { rulesSchema } from '#lib/platform/rules.ts';
import * as field from './fields.ts';

/** What is asked for at the top of the file, because everybody decides it. */
const decidedAtTheTop = { mode: true, accounts: true, organization: true } as const;

const evidence = z.strictObject({
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

const destinations = z.strictObject({
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
        to: z
          .array(field.mailAddress, 'must be a list of mail addresses')
          .check(z.minLength(1), z.maxLength(50)),
      })
      .check(z.describe('HTML mail, from an address that SES has verified, or of a domain that it has.')),
  ),
});

const github = z.strictObject({
  apiUrl: z.optional(field.httpsUrl.check(z.describe('Of GitHub Enterprise Server: https://HOST/api/v3.'))),
  resolveAlerts: z
    ._default(field.yesOrNo, false)
    .check(z.describe('Whether alerts of contained keys are closed as revoked.')),
});

const athena = z.strictObject({
  table: z
    .string()
    .check(z.regex(/^[a-z0-9_]+\.[a-z0-9_]+$/, 'must be database.table in lower-case letters, digits and _')),
  workGroup: z.string().check(z.regex(/^[\w.-]{1,128}$/, 'must be the name of a workgroup')),
  trailBucket: field.arnOf('s3', "the trail's bucket"),
  results: field.arnOf('s3', 'the bucket and prefix that Athena writes answers to'),
  region: z.optional(field.region),
  catalog: z.optional(z.string().check(z.regex(/^[\w@-]{1,256}$/, 'must be the name of a data catalog'))),
  partitions: z.optional(z.string().check(z.minLength(1))),
});

const guard = z.strictObject({
  homeAccountId: field.accountId.check(z.describe('The account that Tourniquet runs in.')),
  breakGlass: z
    .array(field.exactRoleArn, 'must be a list of ARNs of roles')
    .check(
      z.minLength(1, 'must name a role: without one nobody could lift a containment if Tourniquet is gone'),
      z.describe('Roles that may do what the guard denies to everybody else.'),
    ),
  deployers: z
    ._default(z.array(field.exactRoleArn, 'must be a list of ARNs of roles'), [])
    .check(
      z.describe("Roles that may make and change Tourniquet's own roles: of CloudFormation, of StackSets."),
    ),
});

const reservedConcurrency = z.strictObject({
  accountQuota: field
    .whole(110, 1_000_000)
    .check(
      z.describe("The account's quota of concurrent executions in this Region (Service Quotas, L-B99A9384)."),
    ),
  contain: field.whole(2, 10_000),
  receiveWebhook: z.optional(field.whole(1, 10_000)),
});

const webhookRate = z.strictObject({
  perSecond: field.whole(1, 10_000),
  burst: field.whole(1, 5_000),
});

/** tourniquet.config.json. What is left out has a default, or is asked for by what is there (impossible.ts). */
export const settingsSchema = z.strictObject({
  $schema: z.optional(z.string()),
  mail: z
    .array(field.mailAddress, 'must be a list of mail addresses')
    .check(z.minLength(1, 'must name a mail address'), z.describe('Who is told of every incident.')),
  pages: z.optional(
    z
      .array(field.mailOrHttps, 'must be a list of mail addresses and https:// addresses')
      .check(
        z.minLength(1, 'must name a mail address'),
        z.describe('Who is told at once when a person must act; those of mail by default.'),
      ),
  ),
  region: field.region.check(z.describe('Where Tourniquet runs.')),
  mode: z
    ._default(field.oneOf('observe', 'contain'), 'observe')
    .check(z.describe('observe does everything but the changes.')),
  accounts: z
    ._default(
      z.union(
        [z.array(field.accountId), z.literal('organization')],
        'must be a list of account ids of 12 digits, or "organization"',
      ),
      [],
    )
    .check(z.describe('Accounts besides its own, or "organization": every account of it.')),
  organizationId: z.optional(
    field.organizationId.check(z.describe('Only accounts of this organization are entered.')),
  ),
  memberExternalId: z.optional(
    field.externalId.check(
      z.describe('What the roles in other accounts demand; no secret. npm run deploy makes it once.'),
    ),
  ),
  guardDutyRegions: z
    ._default(z.array(field.region, 'must be a list of Regions'), [])
    .check(z.describe('Further Regions whose GuardDuty findings are forwarded.')),
  rules: z
    ._default(z.omit(rulesSchema, decidedAtTheTop), () => z.omit(rulesSchema, decidedAtTheTop).parse({}))
    .check(z.describe('docs/rules.md')),
  revokeSessions: z
    ._default(field.yesOrNo, false)
    .check(
      z.describe(
        "Whether a thief's role sessions may be denied: by a function that may write role policies.",
      ),
    ),
  guard: z.optional(
    guard.check(z.describe('Left out: off. Whether only Tourniquet may lift a containment: docs/guard.md')),
  ),
  github: z.optional(github.check(z.describe('Left out: no webhook, and no alerts of GitHub.'))),
  deployedAt: z.optional(
    field.time.check(
      z.describe('When this was deployed first: older alerts are backlog. npm run deploy writes it.'),
    ),
  ),
  destinations: z.optional(destinations.check(z.describe('docs/destinations.md'))),
  evidence: z
    ._default(
      z.union(
        [z.literal(false), evidence],
        'must be false, or an object of objectLock, retentionDays, signed',
      ),
      { signed: true },
    )
    .check(z.describe('Where evidence is kept: in a bucket with versions, signed. false: nowhere.')),
  athena: z.optional(athena.check(z.describe('docs/athena.md'))),
  kms: z
    ._default(field.oneOf('aws', 'customer'), 'aws')
    .check(z.describe('Whose keys encrypt: those of AWS, or one of your own.')),
  architecture: z._default(field.oneOf('arm64', 'x86_64'), 'arm64'),
  logRetentionDays: z._default(field.logRetentionDays, 365),
  tracing: z._default(field.yesOrNo, true).check(z.describe('X-Ray, but not on the way to containment.')),
  webhookRate: z
    ._default(webhookRate, { perSecond: 20, burst: 100 })
    .check(z.describe('Beyond it the webhook answers 429 and no function runs.')),
  reservedConcurrency: z.optional(
    reservedConcurrency.check(
      z.describe('Concurrency kept for containment, so that nothing else can use it up.'),
    ),
  ),
  redriveRoles: z
    ._default(z.array(field.rolePattern, 'must be a list of ARNs of roles'), [])
    .check(
      z.describe('People who may put dead letters back on their queue; nobody else but our functions may.'),
    ),
  consoleTestEvents: z
    ._default(field.oneOf('with-registry', 'in-existing-registry', 'none'), 'with-registry')
    .check(
      z.describe(
        'Test events for the Lambda console. An account has one registry lambda-testevent-schemas: the console may have made it.',
      ),
    ),
});

export type WrittenSettings = z.input<typeof settingsSchema>;
export type CheckedSettings = z.output<typeof settingsSchema>;
