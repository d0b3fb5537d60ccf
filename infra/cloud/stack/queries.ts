import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Functions } from './functions.ts';

interface Query {
  name: string;
  lines: readonly string[];
  parameters?: CfnQueryDefinition.QueryParameterProperty[];
}

const fields = 'fields @timestamp, @log, level, message, status, reason, error.message';

/** Saved in CloudWatch Logs Insights, in the folder `tourniquet`. */
const queries: readonly Query[] = [
  {
    name: 'all of one incident',
    lines: [fields, 'filter @message like "{{incident}}"', 'sort @timestamp asc', 'limit 1000'],
    parameters: [
      {
        name: 'incident',
        description: 'The id of an incident or of an access key, as a mail names it',
        defaultValue: 'AKIAIOSFODNN7EXAMPLE-1',
      },
    ],
  },
  {
    name: 'incidents that are not contained',
    lines: [
      'fields @timestamp, incidentId, status, reason',
      'filter message = "incident recorded"',
      'stats latest(status) as last, latest(reason) as why, latest(@timestamp) as at by incidentId',
      'filter last in ["not-contained", "partly-contained"]',
      'sort at desc',
    ],
  },
  {
    name: 'errors',
    lines: [
      fields,
      'filter level in ["ERROR", "CRITICAL"] or @message like "Task timed out"',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
  {
    name: 'webhooks that were refused or ignored',
    lines: [
      'fields @timestamp, message, reason, delivery',
      'filter message in ["webhook refused", "webhook ignored", "a signed webhook cannot be read"]',
      'sort @timestamp desc',
      'limit 200',
    ],
  },
];

/** Saved queries over the logs of all functions, for whoever has an incident's id and no time. */
export const createQueries = (scope: Construct, functions: Functions): void => {
  const logGroupNames = [...functions.values()].map(({ logGroup }) => logGroup.logGroupName);
  for (const { name, lines, parameters } of queries)
    new CfnQueryDefinition(scope, `Query-${name}`, {
      name: `tourniquet/${name}`,
      queryString: lines.join('\n| '),
      logGroupNames,
      ...(parameters && { parameters }),
    });
};
