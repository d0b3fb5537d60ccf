import type { Problem } from './problems.ts';
import type { CheckedSettings } from './schema.ts';

/** AWS keeps so many concurrent executions for functions that reserve none (Lambda developer guide, concurrency). */
const unreserved = 100;

interface Rule extends Problem {
  broken(settings: CheckedSettings): boolean;
}

const hasMembers = ({ accounts }: CheckedSettings): boolean =>
  accounts === 'organization' || accounts.length > 0;

/** What each field may be by itself but not beside the others. */
const rules: readonly Rule[] = [
  {
    field: 'organizationId',
    message: 'is missing: accounts is "organization", and only the id says which one',
    broken: ({ accounts, organizationId }) => accounts === 'organization' && organizationId === undefined,
  },
  {
    field: 'memberExternalId',
    message:
      'is missing: accounts names others, whose roles demand one. npm run deploy makes it, or give a new UUID and never change it',
    broken: (settings) => hasMembers(settings) && settings.memberExternalId === undefined,
  },
  {
    field: 'deployedAt',
    message:
      'is missing: with github it says which alerts are older than this deployment and wait for a person. npm run deploy writes it, or give the time of now once, such as 2026-11-28T09:00:00Z',
    broken: ({ github, deployedAt }) => github !== undefined && deployedAt === undefined,
  },
  {
    field: 'rules.wholeRoles',
    message: 'lists roles, but nothing may deny a role: set revokeSessions to true, or leave it out',
    broken: ({ rules: { wholeRoles }, revokeSessions }) => wholeRoles.length > 0 && !revokeSessions,
  },
  {
    field: 'evidence.retentionDays',
    message: 'is missing: evidence.objectLock locks for so many days',
    broken: ({ evidence }) =>
      evidence !== false && evidence.objectLock !== undefined && evidence.retentionDays === undefined,
  },
  {
    field: 'evidence.objectLock',
    message: 'is missing: without governance or compliance, evidence.retentionDays keeps nothing',
    broken: ({ evidence }) =>
      evidence !== false && evidence.retentionDays !== undefined && evidence.objectLock === undefined,
  },
  {
    field: 'evidence.dropOldVersionsAfterDays',
    message: 'must not be below evidence.retentionDays: what is locked cannot be deleted',
    broken: ({ evidence }) =>
      evidence !== false &&
      (evidence.dropOldVersionsAfterDays ?? Number.POSITIVE_INFINITY) < (evidence.retentionDays ?? 0),
  },
  {
    field: 'reservedConcurrency',
    message: `must leave ${unreserved} of accountQuota to the other functions of the account: reserve less, or raise the quota`,
    broken: ({ reservedConcurrency: reserved }) =>
      reserved !== undefined &&
      reserved.accountQuota - reserved.contain - (reserved.receiveWebhook ?? 0) < unreserved,
  },
  {
    field: 'reservedConcurrency.receiveWebhook',
    message: 'reserves for a function that is only deployed with github',
    broken: ({ reservedConcurrency: reserved, github }) =>
      reserved?.receiveWebhook !== undefined && github === undefined,
  },
];

/** The combinations that cannot be deployed, each by the field to mend. */
export const impossibleIn = (settings: CheckedSettings): Problem[] =>
  rules.filter((rule) => rule.broken(settings)).map(({ field, message }) => ({ field, message }));
