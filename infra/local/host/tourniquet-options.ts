import type { Deployment } from '#lib/platform/grants.ts';
import type { Rules } from '#lib/platform/rules.ts';
import type { PolicyStatement } from '../contract.ts';
import type { createMember } from './tourniquet-members.ts';
import type { createForwarding } from './tourniquet-rules.ts';

export interface Member {
  accountId: string;
  /** What its role demands; the ExternalId that the functions send by default. */
  externalId?: string;
  /** Whether it has the roles at all; true by default. */
  roles?: boolean;
}

export interface DestinationOptions {
  eventBus?: boolean;
  github?: boolean;
  opsCenter?: boolean;
  securityHub?: boolean;
  chat?: boolean;
  /** From an identity that SES has verified. */
  htmlMail?: boolean;
}

export interface DeployOptions {
  /** What GitHub signs its webhooks with. */
  webhookSecret: string;
  /** The App whose installation reads alerts; without one no alert can be read and none is polled. */
  githubApp?: { appId: number; privateKey: string };
  githubApiUrl?: string;
  /** Accounts besides the home account. The rules list them, unless they say otherwise. */
  members?: Member[];
  /** What the functions prove themselves with in member accounts; random by default. */
  memberExternalId?: string;
  /** Whether role sessions may be denied; true by default. */
  revokeSessions?: boolean;
  /** Whether the guard is on: whoever is contained is tagged; false by default. */
  guard?: boolean;
  /**
   * Whether what runs by the clock does so from the start; false by default, so that a drill that moves the clock
   * meets only what it asks for. The rules are there in any case: EnableRule on `tourniquet-remind` starts one.
   */
  schedules?: boolean;
  /** The other homes of incidents to switch on; none by default, and then there is no function that tells them. */
  destinations?: DestinationOptions;
  /** What people decided (lib/platform/rules.ts). */
  rules?: Partial<Rules>;
  /** Where evidence is kept: by default in a bucket with versions, signed. `false`: nowhere. */
  evidence?: false | { objectLock?: boolean; signed?: boolean };
  /** What the functions' roles may do, by folder, in place of what is made from grants.ts: for tests of templates. */
  policies?(deployment: Deployment): Readonly<Record<string, PolicyStatement[]>>;
  /** How an account becomes a member, and how the home account forwards: other ways are for tests of templates. */
  createMember?: typeof createMember;
  createForwarding?: typeof createForwarding;
  /** Further environment of every function, such as TOURNIQUET_LOG_LEVEL. */
  environment?: Record<string, string>;
  /** Where a function's module is; dist/functions/<name>/index.mjs by default. */
  entry?(name: string): string;
}

/** The deployed system, by the names one needs to play with it. */
export interface DeployedTourniquet extends Deployment {
  /** Names of the functions by their folder: `contain` is `tourniquet-contain`. */
  functionNames: Record<string, string>;
  signalsQueueUrl: string;
  /** The loopback address that GitHub's webhook goes to. */
  webhookUrl: string;
  memberExternalId: string;
  environment: Record<string, string>;
  /** Deploys other rules: functions that start from now on read them. @throws ConfigError */
  changeRules(rules: Partial<Rules>): Promise<void>;
}
