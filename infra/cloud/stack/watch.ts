import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { createFunctionAlarms } from './alarms-of-functions.ts';
import { createQueueAlarms } from './alarms-of-queues.ts';
import { createRuleAlarms } from './alarms-of-rules.ts';
import { createWebhookAlarms } from './alarms-of-webhook.ts';
import { createDashboard, type Watched } from './dashboard.ts';
import { createQueries } from './queries.ts';

/** What tells people that Tourniquet itself is not well, and shows them where. */
export const watch = (scope: Construct, pages: ITopic, watched: Omit<Watched, 'alarms'>): void => {
  const { functions, queues, frontDoor } = watched;
  const alarms = [
    ...createQueueAlarms(scope, pages, queues),
    ...createFunctionAlarms(scope, pages, functions),
    ...createRuleAlarms(scope, pages),
    ...(frontDoor ? createWebhookAlarms(scope, pages, frontDoor) : []),
  ];
  createDashboard(scope, { ...watched, alarms });
  createQueries(scope, functions);
};
