import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { once } from './once.ts';
import { signalSources } from './signal-sources.ts';

const text = z.string('must be text');
const reason = text.check(z.minLength(1, 'must say why'), z.maxLength(500));
const accountId = text.check(z.regex(/^\d{12}$/, 'must be 12 digits'));
const arnPattern = text.check(
  z.regex(
    /^arn:[\w*-]*:iam::(?:\d{12}|\*):(?:user|role)\/[\x21-\x7e]+$/,
    'must be the ARN pattern of a user or role',
  ),
);
const boundaryArn = text.check(
  z.regex(
    /^arn:[\w-]+:iam::(?:aws|\d{12}|\*):policy\/[\w+=,.@/-]{1,512}$/,
    'must be the ARN of a managed policy, with * for any account',
  ),
);
const positive = z
  .number('must be a number')
  .check(z.int('must be a whole number'), z.positive('must be above 0'));
const source = z.enum(signalSources, `must be one of ${signalSources.join(', ')}`);
const mode = z.enum(['contain', 'observe'], 'must be contain or observe');
const userDeny = z.enum(['always', 'page-if-other-key-used'], 'must be always or page-if-other-key-used');

/** `*` stands for any characters, as in an ARN of an IAM policy. The first entry that fits decides. */
const guardDutyRule = z.strictObject({
  /** A finding type, with `*`: `Recon:IAMUser/*`. */
  type: text.check(z.regex(/^[\x21-\x7e]{1,200}$/, 'must be a finding type, with * for any characters')),
  outcome: z.enum(['act', 'report', 'ignore'], 'must be act, report or ignore'),
  /** Below this severity (0 to 10) it is reported instead of acted on. */
  minimumSeverity: z.optional(z.number().check(z.gte(0), z.lte(10))),
  reason,
});

/** The rules as they may be written: what is left out has a default. */
export const rulesSchema = z.strictObject({
  /** `observe` does everything but the changes. */
  mode: z._default(mode, 'contain'),
  /** Exceptions to `mode`: the last one that fits decides. */
  modes: z._default(
    z.array(z.strictObject({ account: z.optional(accountId), source: z.optional(source), mode })),
    [],
  ),
  /** Users and roles that are paged about and left alone. */
  protected: z._default(
    z.array(
      z.strictObject({
        principal: arnPattern,
        reason,
        until: z.iso.datetime('must be a time in ISO 8601 UTC'),
      }),
    ),
    [],
  ),
  /** Beyond `containments` in `minutes`, per source. */
  brake: z._default(z.strictObject({ containments: positive, minutes: positive }), {
    containments: 20,
    minutes: 60,
  }),
  /** Beyond `keysPerHour` active keys from one organization, GitHub's alerts are backlog. */
  backlog: z._default(z.strictObject({ keysPerHour: positive }), { keysPerHour: 15 }),
  userDeny: z._default(userDeny, 'always'),
  /** Exceptions to `userDeny`, by account. */
  userDenyIn: z._default(z.record(accountId, userDeny), {}),
  /** Come before the table that is shipped. */
  guardduty: z._default(z.array(guardDutyRule), []),
  /** Roles that may be denied as a whole, with all their sessions so far. */
  wholeRoles: z._default(z.array(arnPattern), []),
  /** Permissions boundaries that a restore may set back; any other one is for a person to set. */
  restorableBoundaries: z._default(z.array(boundaryArn), []),
  /** Member accounts that we answer for, besides our own. `organization`: every account of it. */
  accounts: z._default(z.array(accountId), []),
  organization: z._default(z.boolean(), false),
  /** Minutes until a page that nobody acknowledged is sent again. */
  pageAgainMinutes: z._default(positive, 15),
  /** The hour (UTC) of the daily digest. */
  digestHour: z._default(z.number().check(z.int(), z.gte(0), z.lte(23)), 7),
});

/** What people decided for the deployed system. It is deployed with the code: whoever may change it may change that. */
export type Rules = z.infer<typeof rulesSchema>;
export type GuardDutyRule = z.infer<typeof guardDutyRule>;
export type Mode = z.infer<typeof mode>;

/** @throws ConfigError naming the field that is wrong */
export const parseRules = (value: unknown): Rules => {
  const parsed = rulesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const field =
    [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].map(String).join('.') || 'rules';
  throw new ConfigError(
    `rules: ${field}`,
    unknown === undefined ? (issue?.message ?? 'is wrong') : 'is no rule',
  );
};

export const defaultRules = (): Rules => parseRules({});

const readRules = (path: string): Rules => {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError('TOURNIQUET_RULES_FILE', `names a file that cannot be read as JSON: ${path}`, {
      cause: error,
    });
  }
  return parseRules(value);
};

/**
 * The rules that were deployed, or the defaults where none were. Read once a container.
 * @throws ConfigError: nothing is decided by rules that cannot be read
 */
export const rules = once((): Rules => {
  const path = config.rulesFile();
  return path === undefined ? defaultRules() : readRules(path);
});
