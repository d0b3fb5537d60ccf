import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { createAlarm, fiveMinutes } from './alarms.ts';
import type { Queues } from './queues.ts';

/** Nothing accepted is lost: what could not be handled lies where somebody is told of it. */
export const createQueueAlarms = (
  scope: Construct,
  pages: ITopic,
  { signals, deadLetters, incidentChanges }: Queues,
): Alarm[] => {
  const alarm = createAlarm.bind(undefined, scope, pages);
  return [
    alarm({
      name: 'dead-letters',
      says: 'DEAD LETTERS: signals, changes of incidents or invocations that could not be handled lie in the queue tourniquet-signals-dead-letters. A leaked key may still be active. Read them, mend the cause, then start a redrive, under a role that redriveRoles of tourniquet.config.json names. They are kept for 14 days.',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: fiveMinutes,
        statistic: 'Maximum',
      }),
    }),
    alarm({
      name: 'signals-wait',
      says: 'A signal has waited for five minutes: a leaked key may still be active. Look at the errors and throttles of tourniquet-contain.',
      metric: signals.metricApproximateAgeOfOldestMessage({ period: fiveMinutes, statistic: 'Maximum' }),
      from: 300,
    }),
    ...(incidentChanges
      ? [
          alarm({
            name: 'changes-wait',
            says: 'An incident could not be told to one of its other homes (GitHub, chat, Security Hub, ...) for an hour. Containment and mails are not concerned. Look at the log of tourniquet-publish-incident.',
            metric: incidentChanges.metricApproximateAgeOfOldestMessage({
              period: fiveMinutes,
              statistic: 'Maximum',
            }),
            from: 3_600,
          }),
        ]
      : []),
  ];
};
