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
  createAlarm(scope, pages, {
    name: 'webhook-flooded',
    says: 'A thousand requests to the webhook were refused within five minutes: forged, or beyond its rate. Containment is not concerned. Webhooks of GitHub may have been refused too: tourniquet-poll-github fetches their alerts within 15 minutes. The access log /aws/vendedlogs/tourniquet-webhook tells from where.',
    metric: api.metricClientError({ period: fiveMinutes, statistic: 'Sum' }),
    from: 1_000,
  }),
];
