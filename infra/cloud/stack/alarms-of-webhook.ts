import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { createAlarm, fiveMinutes } from './alarms.ts';
import type { FrontDoor } from './front-door.ts';

export const createWebhookAlarms = (scope: Construct, pages: ITopic, { api }: FrontDoor): Alarm[] => [
  createAlarm(scope, pages, {
    name: 'webhook-unavailable',
    says: 'A webhook could not be taken and was answered with 5xx: the delivery shows as failed in GitHub, and tourniquet-poll-github fetches its alert within 15 minutes. Look at the log of tourniquet-receive-webhook.',
    metric: api.metricServerError({ period: fiveMinutes, statistic: 'Sum' }),
  }),
];
