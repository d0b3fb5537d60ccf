import { z } from 'zod';
import { mistake, mistakesOf } from './mistakes.ts';
import { ScenarioError } from './scenario-error.ts';

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
  accessKeys: z.number().int().min(0).max(2).default(1),
  consolePassword: z.boolean().default(false),
});

const role = z.strictObject({
  name: z.string(),
  path: z.string().optional(),
  trust: policyDocument,
  policies: z.array(z.string()).default([]),
  inlinePolicies: z.record(z.string(), policyDocument).default({}),
});

/** The company that the embedded AWS is filled with. Described for people in docs/scenario.md. */
export const scenarioSchema = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/, 'must be 12 digits, as text'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region such as eu-central-1'),
  /** The user whose first access key leaks. */
  leaks: z.string(),
  users: z.array(user).min(1),
  roles: z.array(role).default([]),
  buckets: z.array(z.string()).default([]),
  /** Secrets Manager: name to value. */
  secrets: z.record(z.string(), z.string()).default({}),
});

export type Scenario = z.infer<typeof scenarioSchema>;

/** @throws ScenarioError that names every field which is wrong and what must stand there */
export const readScenario = (value: unknown): Scenario => {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) {
    throw new ScenarioError(parsed.error.issues.flatMap((issue) => mistakesOf(issue, value)));
  }
  if (!parsed.data.users.some(({ name, accessKeys }) => name === parsed.data.leaks && accessKeys > 0)) {
    throw new ScenarioError([
      mistake(['leaks'], `no user with an access key is called ${parsed.data.leaks}`),
    ]);
  }
  return parsed.data;
};
