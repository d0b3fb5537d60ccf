import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { signalRules } from '#infra/deployed/signal-rules.ts';
import { createAlarm, fiveMinutes } from './alarms.ts';

/** How CloudWatch knows a rule: one of a bus of our own by the bus, too (EventBridge user guide, monitoring). */
const lostBy = ({ kind, bus }: (typeof signalRules)[number]): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName: 'InvocationsFailedToBeSentToDlq',
    dimensionsMap: { ...(bus !== 'default' && { EventBusName: bus }), RuleName: `tourniquet-${kind}` },
    statistic: 'Sum',
    period: fiveMinutes,
  });

/** What reached neither the queue nor its dead letters is lost: nobody has it any more. */
export const createRuleAlarms = (scope: Construct, pages: ITopic): cloudwatch.Alarm[] => {
  const lost = signalRules.map((rule, index) => [`m${index}`, lostBy(rule)] as const);
  return [
    createAlarm(scope, pages, {
      name: 'events-lost',
      says: 'An event about a leak reached neither the queue of signals nor the dead letters. Look at the policies of both queues, then at GuardDuty, Security Hub and AWS Health for what is new.',
      metric: new cloudwatch.MathExpression({
        expression: lost.map(([id]) => `FILL(${id}, 0)`).join(' + '),
        usingMetrics: Object.fromEntries(lost),
        period: fiveMinutes,
        label: 'events lost',
      }),
    }),
  ];
};
