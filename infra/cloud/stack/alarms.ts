import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface NewAlarm {
  /** What follows `tourniquet-` in its name. */
  name: string;
  /** What has happened and what to do: the page consists of it. */
  says: string;
  metric: cloudwatch.IMetric;
  /** It pages at this value, and again once it went away and came back. */
  from?: number;
  /** Below `from` it pages instead of above; and where there is nothing to measure. */
  whenBelow?: boolean;
}

export const fiveMinutes = Duration.minutes(5);

/** An alarm that pages, and pages again when it is over. Silence is well, but where something has to happen. */
export const createAlarm = (
  scope: Construct,
  pages: ITopic,
  { name, says, metric, from = 1, whenBelow = false }: NewAlarm,
): cloudwatch.Alarm => {
  const { ComparisonOperator, TreatMissingData } = cloudwatch;
  const alarm = new cloudwatch.Alarm(scope, `Alarm-${name}`, {
    alarmName: `tourniquet-${name}`,
    alarmDescription: says,
    metric,
    threshold: from,
    evaluationPeriods: 1,
    comparisonOperator: whenBelow
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(pages));
  alarm.addOkAction(new SnsAction(pages));
  return alarm;
};
