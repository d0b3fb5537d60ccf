import type { Grants } from '#lib/platform/grants.ts';

/** The only function that tells others than our own people; it may change nothing that contains. */
export const grants: Grants = ({ tableArn, destinations }) => [
  {
    why: 'the incident that is told, and to note where it was told',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
  },
  ...(destinations
    ? [
        {
          why: 'Lambda receives from the queue with the role of the function',
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          resources: [destinations.incidentChangesQueueArn],
        },
      ]
    : []),
];
