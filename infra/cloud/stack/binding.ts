import type { DeployedDestinations, Deployment } from '#lib/platform/grants.ts';

/** What a construct gives the functions: the ARNs that their grants are made from, and the settings to find it by. */
export interface Binding {
  deployment: Partial<Deployment>;
  environment: Record<string, string>;
}

/** One construct's grants and settings in one call: neither can be forgotten without the other. */
export const bind = (deployment: Partial<Deployment>, environment: Record<string, string> = {}): Binding => ({
  deployment,
  environment,
});

export const together = (...bindings: readonly Binding[]): Binding => ({
  deployment: Object.assign({}, ...bindings.map(({ deployment }) => deployment)),
  environment: Object.assign({}, ...bindings.map(({ environment }) => environment)),
});

const demanded = [
  'partition',
  'accountId',
  'region',
  'tableArn',
  'signalsQueueArn',
  'deadLettersQueueArn',
  'mailTopicArn',
  'pagesTopicArn',
  'webhookSecretArn',
  'githubAppSecretArn',
  'investigateFunctionArn',
  'busArn',
  'memberRolePattern',
] as const satisfies readonly (keyof Deployment)[];

const isWhole = (deployment: Partial<Deployment>): deployment is Deployment =>
  demanded.every((name) => deployment[name] !== undefined);

/** @throws Error when no construct has given what the grants need */
export const wholeDeployment = (deployment: Partial<Deployment>): Deployment => {
  if (isWhole(deployment)) return deployment;
  const missing = demanded.filter((name) => deployment[name] === undefined);
  throw new Error(`nothing deploys ${missing.join(', ')}`);
};

export type { DeployedDestinations, Deployment };
