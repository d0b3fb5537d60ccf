import type { Grants } from '#lib/platform/grants.ts';

export const grants: Grants = ({ githubAppSecretArn, signalsQueueArn, tableArn }) => [
  {
    why: 'to ask GitHub as the App',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [githubAppSecretArn],
  },
  {
    why: 'to hand what webhooks did not bring to contain',
    actions: ['sqs:SendMessage'],
    resources: [signalsQueueArn],
  },
  {
    why: 'to bring nothing twice: it reads what was handled, and notes what it has queued and where it stopped',
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
  },
];
