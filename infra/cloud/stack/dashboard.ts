import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { fiveMinutes } from './alarms.ts';
import type { FrontDoor } from './front-door.ts';
import type { TourniquetFunction } from './function.ts';
import type { Functions } from './functions.ts';
import type { Queues } from './queues.ts';

type MetricOf = (each: TourniquetFunction) => cloudwatch.IMetric;

const ofEach = (functions: Functions, metricOf: MetricOf): cloudwatch.IMetric[] =>
  [...functions.values()].map(metricOf);

const graph = (title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget =>
  new cloudwatch.GraphWidget({ title, left, width: 12 });

const period = fiveMinutes;

const ofQueues = ({ signals, deadLetters, incidentChanges }: Queues): cloudwatch.IWidget[] => {
  const fed = [signals, ...(incidentChanges ? [incidentChanges] : [])];
  return [
    graph(
      'Age of the oldest message, seconds',
      fed.map((queue) =>
        queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum', label: queue.queueName }),
      ),
    ),
    graph(
      'Messages that wait, and dead letters',
      [...fed, deadLetters].map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({
          period,
          statistic: 'Maximum',
          label: queue.queueName,
        }),
      ),
    ),
  ];
};

const ofFunctions = (functions: Functions): cloudwatch.IWidget[] => [
  graph(
    'Invocations',
    ofEach(functions, ({ fn, folder }) => fn.metricInvocations({ period, label: folder })),
  ),
  graph(
    'Errors',
    ofEach(functions, ({ fn, folder }) => fn.metricErrors({ period, label: folder })),
  ),
  graph(
    'Longest run, milliseconds',
    ofEach(functions, ({ fn, folder }) => fn.metricDuration({ period, statistic: 'Maximum', label: folder })),
  ),
  graph(
    'Throttles',
    ofEach(functions, ({ fn, folder }) => fn.metricThrottles({ period, label: folder })),
  ),
];

const ofWebhook = ({ api }: FrontDoor): cloudwatch.IWidget =>
  graph('The webhook: requests, refused (4xx), failed (5xx)', [
    api.metricCount({ period, label: 'requests' }),
    api.metricClientError({ period, label: 'refused' }),
    api.metricServerError({ period, label: 'failed' }),
  ]);

export interface Watched {
  alarms: readonly cloudwatch.Alarm[];
  functions: Functions;
  queues: Queues;
  frontDoor: FrontDoor | undefined;
}

/** One page that says whether all is well: the alarms first, then what they are made from. */
export const createDashboard = (
  scope: Construct,
  { alarms, functions, queues, frontDoor }: Watched,
): cloudwatch.Dashboard => {
  const rows = Math.ceil(alarms.length / 4) + 1;
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: 'Tourniquet',
    widgets: [
      [
        new cloudwatch.AlarmStatusWidget({
          title: 'All of these page',
          alarms: [...alarms],
          width: 24,
          height: rows,
        }),
      ],
      ofQueues(queues),
      ofFunctions(functions).slice(0, 2),
      ofFunctions(functions).slice(2),
      ...(frontDoor ? [[ofWebhook(frontDoor)]] : []),
    ],
  });
};
