import type { Grants } from '#lib/platform/grants.ts';

export const grants: Grants = ({ tableArn, mailTopicArn, pagesTopicArn }) => [
  {
    why: 'to find the open pages and what was noted; the table is keyed by incident, so it is read whole',
    actions: ['dynamodb:Scan'],
    resources: [tableArn],
  },
  {
    why: 'to see whether an incident still needs a person, and to note what was told and acknowledged and a change of mode',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
  },
  {
    why: 'the daily digest, and pages that nobody acknowledged',
    actions: ['sns:Publish'],
    resources: [mailTopicArn, pagesTopicArn],
  },
];
