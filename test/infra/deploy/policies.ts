import { templatePolicy } from '#infra/cloud/deploy/policies/policy.ts';
import { fits } from '#lib/platform/wildcard.ts';

/** The resources that the policy allows an action on. */
const resourcesFor = (action: string): string[] =>
  templatePolicy()
    .Statement.filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource);

export const mayDo = (action: string): boolean => resourcesFor(action).length > 0;

export const mayDoTo = (action: string, arn: string): boolean =>
  resourcesFor(action).some((pattern) => fits(arn, pattern));
