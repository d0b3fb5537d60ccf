import type { Grants } from '#lib/platform/grants.ts';

/**
 * The only role with iam:PutRolePolicy. No condition can limit that to a deny, so its holder could make any role
 * that it may write to administrator: that is why it is a function of its own, deployed only where it is wanted, and
 * why the infrastructure denies it every role of Tourniquet.
 */
export const grants: Grants = ({ partition, accountId, tableArn, memberRolePattern, organizationId }) => [
  {
    why: 'what stands on the role of a leaked session',
    actions: ['iam:GetRole', 'iam:GetRolePolicy'],
    resources: [`arn:${partition}:iam::${accountId}:role/*`],
  },
  {
    why: 'denying the session, and taking that off again',
    actions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    resources: [`arn:${partition}:iam::${accountId}:role/*`],
  },
  {
    why: 'which role and which session: only what an incident records is denied',
    actions: ['dynamodb:GetItem'],
    resources: [tableArn],
  },
  {
    why: 'the same in a member account; only in our own organization, so that nobody else learns the external id',
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    resources: [`${memberRolePattern}-revoke`],
    ...(organizationId && { conditions: { StringEquals: { 'aws:ResourceOrgID': organizationId } } }),
  },
];
