import { Aws, Stack, type StackProps } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type ForwardedKind, forwardingPattern } from '#infra/deployed/forwarding.ts';
import { busName } from '#infra/deployed/names.ts';
import { createForwardRole } from './role.ts';
import { createUndelivered, undeliveredPages } from './undelivered.ts';

export interface ForwardingStackProps extends StackProps {
  /** What is forwarded from the Region of this stack. */
  kinds: readonly ForwardedKind[];
  homeRegion: string;
  /** Who is told when something could not be forwarded: mail and https:// addresses. */
  pages: readonly string[];
}

interface Target {
  busArn: string;
  role: CfnRole;
  undelivered: Queue;
}

/** It writes no kind: the rules of the home bus do that, and would believe nobody else's. */
const createRule = (scope: Construct, kind: ForwardedKind, { busArn, role, undelivered }: Target) =>
  new events.CfnRule(scope, `Rule-${kind}`, {
    name: `tourniquet-${kind}`,
    description: `Forwards leaks to Tourniquet: ${kind}`,
    eventPattern: forwardingPattern(kind),
    targets: [
      {
        id: 'home',
        arn: busArn,
        roleArn: role.attrArn,
        deadLetterConfig: { arn: undelivered.queueArn },
      },
    ],
  });

/** The name by which a rule is known before it is made: the rules refer to what lets them in. */
const ruleArn = (kind: ForwardedKind): string =>
  `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/tourniquet-${kind}`;

/** Events of the home account that are in another place than its own bus: what infra/cloud/member.yaml is for others. */
export class ForwardingStack extends Stack {
  constructor(scope: Construct, id: string, { kinds, homeRegion, pages, ...props }: ForwardingStackProps) {
    super(scope, id, props);
    const busArn = `arn:${Aws.PARTITION}:events:${homeRegion}:${Aws.ACCOUNT_ID}:event-bus/${busName}`;
    const ruleArns = kinds.map(ruleArn);
    const undelivered = createUndelivered(this, ruleArns);
    undeliveredPages(this, undelivered, pages);
    const role = createForwardRole(this, { busArn, ruleArns });
    for (const kind of kinds) createRule(this, kind, { busArn, role, undelivered });
  }
}
