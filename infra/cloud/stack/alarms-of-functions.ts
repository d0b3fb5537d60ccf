import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { limitsOf } from '#infra/deployed/limits.ts';
import { functionName } from '#infra/deployed/names.ts';
import { createAlarm, fiveMinutes, type NewAlarm } from './alarms.ts';
import type { TourniquetFunction } from './function.ts';
import type { Functions } from './functions.ts';

/** What an error of each means, and what to do. */
const meanings: Readonly<Record<string, string>> = {
  'receive-webhook': 'Webhooks of GitHub may be lost until tourniquet-poll-github fetches them.',
  contain: 'Signals come back after a minute, and after five times lie in the dead-letter queue.',
  restore: 'Whoever restored something was told. Look at the incident.',
  'revoke-sessions': 'Sessions of a role that leaked may still be valid.',
  investigate: 'Keys are off, but what was done with them is not known to the end.',
  'poll-github': 'GitHub could not be polled: alerts whose webhook failed are not fetched.',
  remind: 'Pages that nobody took on are not repeated, and there is no daily digest.',
  'publish-incident': 'Other homes of incidents are not told.',
};

const failed = ({ folder, fn }: TourniquetFunction): NewAlarm => ({
  name: `${folder}-fails`,
  says: `${functionName(folder)} has failed. ${meanings[folder] ?? ''} Look at its log.`,
  metric: fn.metricErrors({ period: fiveMinutes }),
});

/** What runs by the clock must run: its silence is as bad as its errors. */
const silent = ({ folder, fn }: TourniquetFunction): NewAlarm[] =>
  limitsOf(folder).rate === undefined
    ? []
    : [
        {
          name: `${folder}-is-silent`,
          says: `${functionName(folder)} has not run for an hour. ${meanings[folder] ?? ''} Is its rule enabled? Right after the first deployment this is expected, once.`,
          metric: fn.metricInvocations({ period: Duration.hours(1) }),
          whenBelow: true,
        },
      ];

/** Executions that ended without having looked to the end; errors of single invocations are tried again. */
const unfinished = ({ fn }: TourniquetFunction): NewAlarm => {
  const ended = (metricName: string) => fn.metric(metricName, { period: fiveMinutes, statistic: 'Sum' });
  return {
    name: 'investigations-fail',
    says: 'An investigation has ended without its last look. Look at its execution in the Lambda console, and run tourniquet investigate for the key.',
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(failed, 0) + FILL(late, 0)',
      usingMetrics: { failed: ended('DurableExecutionFailed'), late: ended('DurableExecutionTimedOut') },
      period: fiveMinutes,
      label: 'investigations that ended early',
    }),
  };
};

const sumOf = (
  functions: Functions,
  what: string,
  metricOf: (each: TourniquetFunction) => cloudwatch.IMetric,
) => {
  const entries = [...functions.values()].map((each, index) => [`m${index}`, metricOf(each)] as const);
  return new cloudwatch.MathExpression({
    expression: entries.map(([id]) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(entries),
    period: fiveMinutes,
    label: what,
  });
};

/**
 * Incidents whose key is not off, by the log of contain: beside the page that contain sends itself, for the case that
 * it could not.
 */
const notContained = (contain: TourniquetFunction): NewAlarm => {
  const filter = new MetricFilter(contain, 'NotContained', {
    logGroup: contain.logGroup,
    filterName: 'not-contained',
    filterPattern: FilterPattern.all(
      FilterPattern.stringValue('$.message', '=', 'incident recorded'),
      FilterPattern.stringValue('$.status', '=', 'not-contained'),
    ),
    metricNamespace: 'Tourniquet',
    metricName: 'NotContained',
    metricValue: '1',
  });
  return {
    name: 'not-contained',
    says: 'NOT CONTAINED: a leaked credential could not be shown to be off. The mail and the page name it; the saved query "incidents that are not contained" lists them.',
    metric: filter.metric({ period: fiveMinutes, statistic: 'Sum' }),
  };
};

export const createFunctionAlarms = (
  scope: Construct,
  pages: ITopic,
  functions: Functions,
): cloudwatch.Alarm[] => {
  const all = [...functions.values()];
  const contain = functions.get('contain');
  const investigate = functions.get('investigate');
  const alarms: NewAlarm[] = [
    ...(contain ? [notContained(contain)] : []),
    ...all.map(failed),
    ...all.flatMap(silent),
    ...(investigate ? [unfinished(investigate)] : []),
    {
      name: 'throttled',
      says: 'Functions of Tourniquet are throttled: the concurrency of the account is used up. Containment waits. Raise the quota, or reserve concurrency (reservedConcurrency in tourniquet.config.json).',
      metric: sumOf(functions, 'throttles', ({ fn }) => fn.metricThrottles({ period: fiveMinutes })),
    },
    {
      name: 'dead-letters-lost',
      says: 'An invocation that failed could not even be kept as a dead letter. Look at the logs of the functions, and at the policy of the queue tourniquet-signals-dead-letters.',
      metric: sumOf(functions, 'dead letters lost', ({ fn }) =>
        fn.metric('DeadLetterErrors', { period: fiveMinutes, statistic: 'Sum' }),
      ),
    },
  ];
  return alarms.map((alarm) => createAlarm(scope, pages, alarm));
};
