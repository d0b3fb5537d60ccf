import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { limitsOf } from '#infra/deployed/limits.ts';
import { functionName } from '#infra/deployed/names.ts';
import type { Functions } from './functions.ts';

/** What runs by the clock. @returns the ARNs of its rules */
export const createSchedules = (functions: Functions, deadLetters: IQueue): string[] =>
  [...functions.values()].flatMap((scheduled) => {
    const { rate } = limitsOf(scheduled.folder);
    if (rate === undefined) return [];
    const rule = new events.CfnRule(scheduled, 'Schedule', {
      name: functionName(scheduled.folder),
      description: `Runs ${scheduled.folder} of Tourniquet by the clock`,
      scheduleExpression: rate,
      targets: [
        {
          id: scheduled.folder,
          arn: scheduled.fn.functionArn,
          deadLetterConfig: { arn: deadLetters.queueArn },
        },
      ],
    });
    scheduled.fn.addPermission('Schedule', {
      principal: new iam.ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.attrArn,
    });
    return [rule.attrArn];
  });
