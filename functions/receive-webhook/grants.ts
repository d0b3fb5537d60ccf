import type { Grants } from '#lib/platform/grants.ts';

export const grants: Grants = ({ webhookSecretArn, signalsQueueArn }) => [
  {
    why: 'to verify that a webhook comes from GitHub',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [webhookSecretArn],
  },
  {
    why: 'to hand an alert, or what cannot be read, to contain before GitHub is answered: GitHub never delivers again by itself',
    actions: ['sqs:SendMessage'],
    resources: [signalsQueueArn],
  },
];
