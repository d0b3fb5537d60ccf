import { z } from 'zod';
import { mistake, mistakesOf } from './mistakes.ts';
import { ScenarioError } from './scenario-error.ts';

const accountId = z.string().regex(/^\d{12}$/, 'must be 12 digits, as text');
const twoAtMost = z.number().int().min(0).max(2);

// What is wrong inside a policy is said by IAM itself, when it is put there.
const policyDocument = z.looseObject({});

const user = z.strictObject({
  name: z.string(),
  path: z.string().optional(),
  /** Names of AWS managed policies, or ARNs. */
  policies: z.array(z.string()).default([]),
  inlinePolicies: z.record(z.string(), policyDocument).default({}),
  boundary: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
  /** How many access keys the user has. */
  accessKeys: twoAtMost.default(1),
  consolePassword: z.boolean().default(false),
  /** Services that the user has a credential of its own for, such as `bedrock.amazonaws.com`. */
  serviceCredentials: z.array(z.string()).default([]),
});

const role = z.strictObject({
  name: z.string(),
  path: z.string().optional(),
  trust: policyDocument,
  policies: z.array(z.string()).default([]),
  inlinePolicies: z.record(z.string(), policyDocument).default({}),
  /** Whether an instance profile of the same name holds it, as the console makes one with a role for EC2. */
  instanceProfile: z.boolean().default(false),
});

/** How many access keys the root user has. */
const rootAccessKeys = twoAtMost.default(0);

const member = z.strictObject({
  accountId,
  users: z.array(user).default([]),
  roles: z.array(role).default([]),
  rootAccessKeys,
});

const organization = z.strictObject({
  id: z.string().regex(/^o-[a-z0-9]{10,32}$/, 'must be an organization id such as o-a1b2c3d4e5'),
  /** One of the accounts of the scenario. */
  managementAccountId: accountId,
});

/** The company that the embedded AWS is filled with. Described for people in docs/scenario.md. */
export const scenarioSchema = z.strictObject({
  accountId,
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as eu-central-1'),
  /** The user whose first access key leaks. */
  leaks: z.string(),
  users: z.array(user).min(1),
  roles: z.array(role).default([]),
  rootAccessKeys,
  buckets: z.array(z.string()).default([]),
  /** Secrets Manager: name to value. */
  secrets: z.record(z.string(), z.string()).default({}),
  /** Further accounts. */
  members: z.array(member).default([]),
  /** The organization that all the accounts are in; without it they are in none. */
  organization: organization.optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** The ids of all accounts; the first one is home to what is deployed. */
export const accountsOf = ({ accountId, members }: Scenario): [string, ...string[]] => [
  accountId,
  ...members.map((each) => each.accountId),
];

/** @throws ScenarioError that names every field which is wrong and what must stand there */
export const readScenario = (value: unknown): Scenario => {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) {
    throw new ScenarioError(parsed.error.issues.flatMap((issue) => mistakesOf(issue, value)));
  }
  const mistakes = contradictions(parsed.data);
  if (mistakes.length > 0) throw new ScenarioError(mistakes);
  return parsed.data;
};

/** What each field allows and the whole does not. */
const contradictions = (scenario: Scenario): string[] => {
  const { leaks, users, organization, members } = scenario;
  const accounts = accountsOf(scenario);
  const found: string[] = [];
  if (!users.some(({ name, accessKeys }) => name === leaks && accessKeys > 0)) {
    found.push(mistake(['leaks'], `no user with an access key is called ${leaks}`));
  }
  for (const [index, member] of members.entries()) {
    if (accounts.indexOf(member.accountId) === index + 1) continue;
    found.push(mistake(['members', index, 'accountId'], `${member.accountId} is there already`));
  }
  if (organization && !accounts.includes(organization.managementAccountId)) {
    const field = ['organization', 'managementAccountId'];
    found.push(mistake(field, `no account here is ${organization.managementAccountId}`));
  }
  return found;
};
