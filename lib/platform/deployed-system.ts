import * as z from 'zod/mini';
import { ConfigError } from './config-error.ts';
import type { Deployment } from './grants.ts';

/** The parameter of Systems Manager, in the home account and Region, by which a deployment is found again. */
export const deploymentParameter = '/tourniquet/deployment';

/**
 * What a deployment tells of itself, for `tourniquet doctor` and `tourniquet drill --live`: JSON in the parameter, written
 * by whatever deploys it. No secret stands in it. A standard parameter holds 4 KB, some hundred accounts; an intelligent
 * tier takes 8 KB.
 */
export interface DeployedSystem {
  form: 1;
  /** What the grants of the functions were made from. */
  deployment: Deployment;
  /** The folders of the functions that are deployed: `contain` is the function and the role tourniquet-contain. */
  functions: readonly string[];
  /** What the rules decide for a leak in the home account that a scanner reports. */
  mode: 'contain' | 'observe';
  /** Accounts besides the home account that it answers for, or every one of the organization. */
  accounts: readonly string[] | 'organization';
  /** Regions besides the home Region whose GuardDuty findings are forwarded. */
  guardDutyRegions: readonly string[];
  /** Roles of people who may put dead letters back on their queue; absent where nobody was named. */
  redriveRoles?: readonly string[];
  /** Where GitHub delivers its webhooks; absent where there is no front door. */
  webhookUrl?: string;
}

const arn = z.string().check(z.startsWith('arn:'));

// What the commands rely on. The other ARNs are handed on to the grants, as they are.
const deployment = z.looseObject({
  partition: z.string(),
  accountId: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string(),
  tableArn: arn,
  signalsQueueArn: arn,
  deadLettersQueueArn: arn,
  mailTopicArn: arn,
  pagesTopicArn: arn,
  webhookSecretArn: arn,
  githubAppSecretArn: arn,
  investigateFunctionArn: arn,
  busArn: arn,
  memberRolePattern: arn,
});

// These become parts of paths, of addresses and of commands that people are given to type.
const folder = z.string().check(z.regex(/^[a-z]+(?:-[a-z]+)*$/));
const region = z.string().check(z.regex(/^[a-z]{2}(?:-[a-z]+){1,3}-\d$/));
const accountId = z.string().check(z.regex(/^\d{12}$/));

const document = z.object({
  form: z.literal(1),
  deployment,
  functions: z.array(folder),
  mode: z.enum(['contain', 'observe']),
  accounts: z.union([z.array(accountId), z.literal('organization')]),
  guardDutyRegions: z.array(region),
  redriveRoles: z.optional(z.array(arn)),
  webhookUrl: z.optional(z.url()),
});

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(deploymentParameter, 'is no JSON: deploy again, which writes it', { cause: error });
  }
};

/** @throws ConfigError naming the field of the parameter that is wrong */
export const readDeployedSystem = (text: string): DeployedSystem => {
  const parsed = document.safeParse(json(text));
  if (parsed.success) return parsed.data as DeployedSystem;
  const [issue] = parsed.error.issues;
  const field = (issue?.path ?? []).map(String).join('.') || 'all of it';
  throw new ConfigError(
    deploymentParameter,
    `is not what this version writes (${field}: ${issue?.message ?? 'is wrong'}): deploy again`,
  );
};
