import * as z from 'zod/mini';
import { rulesSchema } from '#lib/platform/rules.ts';
import * as field from './fields.ts';
import * as part from './parts.ts';

/** What is asked for at the top of the file, because everybody decides it. */
const decidedAtTheTop = { mode: true, accounts: true, organization: true } as const;

/** tourniquet.config.json. What is left out has a default, or is asked for by what is there (impossible.ts). */
export const settingsSchema = z.strictObject({
  $schema: z.optional(z.string()),
  mail: field
    .listOf(field.mailAddress, 'mail addresses')
    .check(z.minLength(1, 'must name a mail address'), z.describe('Who is told of every incident.')),
  pages: z.optional(
    field
      .listOf(field.mailOrHttps, 'mail addresses and https:// addresses')
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
        [field.listOf(field.accountId, 'account ids'), z.literal('organization')],
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
    ._default(field.listOf(field.region, 'Regions'), [])
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
    part.guard.check(
      z.describe('Left out: off. Whether only Tourniquet may lift a containment: docs/guard.md'),
    ),
  ),
  github: z.optional(part.github.check(z.describe('Left out: no webhook, and no alerts of GitHub.'))),
  deployedAt: z.optional(
    field.time.check(
      z.describe('When this was deployed first: older alerts are backlog. npm run deploy writes it.'),
    ),
  ),
  destinations: z.optional(part.destinations.check(z.describe('docs/destinations.md'))),
  evidence: z
    ._default(
      z.union(
        [z.literal(false), part.evidence],
        'must be false, or an object of objectLock, retentionDays, signed',
      ),
      { signed: true },
    )
    .check(z.describe('Where evidence is kept: in a bucket with versions, signed. false: nowhere.')),
  athena: z.optional(part.athena.check(z.describe('docs/athena.md'))),
  kms: z
    ._default(field.oneOf('aws', 'customer'), 'aws')
    .check(z.describe('Whose keys encrypt: those of AWS, or one of your own.')),
  architecture: z._default(field.oneOf('arm64', 'x86_64'), 'arm64'),
  logRetentionDays: z._default(field.logRetentionDays, 365),
  tracing: z._default(field.yesOrNo, true).check(z.describe('X-Ray, but not on the way to containment.')),
  webhookRate: z
    ._default(part.webhookRate, { perSecond: 20, burst: 100 })
    .check(z.describe('Beyond it the webhook answers 429 and no function runs.')),
  reservedConcurrency: z.optional(
    part.reservedConcurrency.check(
      z.describe('Concurrency kept for containment, so that nothing else can use it up.'),
    ),
  ),
  redriveRoles: z
    ._default(field.listOf(field.exactRoleArn, 'ARNs of roles'), [])
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
