import type { IAMClient } from '@aws-sdk/client-iam';
import type { AccountStanding } from '#lib/credential/organization.ts';
import { denyAllArn } from '#lib/credential/user-standing.ts';
import { now, timestamp } from '#lib/platform/clock.ts';
import type { Rules } from '#lib/platform/rules.ts';
import { fits } from '#lib/platform/wildcard.ts';
import { quarantinePolicy } from '#lib/signal/quarantine/policy.ts';
import { type KeyUser, keyUsersOf, type Unread } from './blast/account-keys.ts';
import type { ActiveKey } from './blast/user-reads.ts';

export type { Unread } from './blast/account-keys.ts';
export type { ActiveKey, Use } from './blast/user-reads.ts';

/** An active key, and what its containment would break. Times are ISO 8601 UTC. */
export interface BlastKey extends ActiveKey {
  accountId: string;
  /** ARN of its user. */
  owner: string;
  /** The user's other active keys. */
  otherKeys: ActiveKey[];
  /** The user's console password; null where there is none, or one that was never used. */
  console: { lastUsedAt: string } | null;
  /** The user's active service-specific credentials: `ACCA… (bedrock.amazonaws.com)`. */
  serviceCredentials: string[];
  /** The rule that leaves the user alone: its key would be paged about and not contained. */
  protectedBy: Rules['protected'][number] | null;
  /** AWS's own quarantine on the user: `AWSCompromisedKeyQuarantineV3`. */
  quarantined: string | null;
  /** What containing the key would stop and somebody seems to use, each for people; empty: nothing. */
  wouldBreak: string[];
  /** What could not be read of the user: it may break as well. */
  unread: string[];
}

export interface Blast {
  /** ISO 8601 UTC. */
  at: string;
  accounts: string[];
  /** The most dangerous first. */
  keys: BlastKey[];
  unread: Unread[];
}

export interface BlastDeps {
  iamFor(accountId: string, subject: string): Promise<IAMClient>;
  accountStanding(accountId: string): Promise<AccountStanding>;
  rules(): Rules;
}

/**
 * Every active access key of some accounts and what its containment would break: to be read before anybody lets
 * Tourniquet act by itself. Only reads. What cannot be read is told in the answer.
 */
export const blastOf = async (accounts: readonly string[], deps: BlastDeps): Promise<Blast> => {
  const found = [];
  // One account after the other: each has quotas of its own, but our own session is one.
  for (const accountId of accounts) found.push(await keyUsersOf(accountId, () => enter(accountId, deps)));
  const users = found.flatMap((each) => each.users);
  return {
    at: timestamp(),
    accounts: [...accounts],
    keys: users.flatMap((user) => keysOf(user, deps.rules())).sort(mostDangerousFirst),
    unread: found.flatMap((each) => each.unread),
  };
};

const enter = async (accountId: string, deps: BlastDeps): Promise<IAMClient> => {
  const standing = await deps.accountStanding(accountId);
  if (standing === 'foreign')
    throw new Error('it is none that we answer for: list it in the rule "accounts"');
  if (typeof standing === 'object') throw new Error(standing.undecided);
  return deps.iamFor(accountId, 'audit');
};

const recently = 90 * 24 * 3_600_000;

const isRecent = (at: string | undefined): boolean =>
  at !== undefined && Date.parse(at) > now().getTime() - recently;

const keysOf = (user: KeyUser, rules: Rules): BlastKey[] =>
  user.keys.map((key) => {
    const { accountId, arn, console, serviceCredentials, policies, unread } = user;
    const otherKeys = user.keys.filter((other) => other !== key);
    const today = timestamp();
    return {
      ...key,
      accountId,
      owner: arn,
      otherKeys,
      console,
      serviceCredentials,
      protectedBy:
        rules.protected.find(({ principal, until }) => today < until && fits(arn, principal)) ?? null,
      quarantined: policies.map(quarantinePolicy).find((policy) => policy !== undefined) ?? null,
      // Whoever is denied already has nothing that could break.
      wouldBreak: policies.includes(denyAllArn(arn)) ? [] : wouldBreak(key, otherKeys, user, rules),
      unread,
    };
  });

const wouldBreak = (key: ActiveKey, others: ActiveKey[], user: KeyUser, rules: Rules): string[] => {
  const inUse = others.filter(({ lastUsed }) => isRecent(lastUsed?.at));
  const rule = rules.userDenyIn[user.accountId] ?? rules.userDeny;
  const denied = rule === 'always' || inUse.length === 0;
  return [
    ...(isRecent(key.lastUsed?.at) ? [`the key itself, ${useOf(key)}`] : []),
    // The deny on the user stops all of it. The rule userDeny may withhold it.
    ...(denied ? whatTheDenyStops(inUse, user) : []),
  ];
};

const whatTheDenyStops = (inUse: ActiveKey[], { console, serviceCredentials }: KeyUser): string[] => [
  ...inUse.map((other) => `the other key ${other.accessKeyId}, ${useOf(other)}`),
  ...(console && isRecent(console.lastUsedAt) ? [`the console login, used ${day(console.lastUsedAt)}`] : []),
  // IAM does not tell when these were used.
  ...serviceCredentials.map((each) => `perhaps ${each}`),
];

const day = (at: string): string => at.slice(0, 10);

const useOf = ({ lastUsed }: ActiveKey): string => {
  if (!lastUsed) return 'never used';
  const { at, service, region } = lastUsed;
  const where = [service, region].filter(Boolean).join(' in ');
  return `used ${day(at)}${where && ` by ${where}`}`;
};

/** What acts by itself and breaks something, then what is protected from that, then what breaks nothing. */
const rank = ({ wouldBreak, protectedBy, unread }: BlastKey): number => {
  if (wouldBreak.length === 0 && unread.length === 0) return 2;
  return protectedBy ? 1 : 0;
};

const lastUse = ({ lastUsed, otherKeys, console }: BlastKey): string =>
  [lastUsed?.at, ...otherKeys.map((other) => other.lastUsed?.at), console?.lastUsedAt]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1) ?? '';

const mostDangerousFirst = (a: BlastKey, b: BlastKey): number =>
  rank(a) - rank(b) ||
  b.wouldBreak.length - a.wouldBreak.length ||
  lastUse(b).localeCompare(lastUse(a)) ||
  a.accessKeyId.localeCompare(b.accessKeyId);
