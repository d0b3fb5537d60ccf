import type { CfnEventBus } from 'aws-cdk-lib/aws-events';
import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { type Kind, patterns } from '#infra/deployed/event-patterns.ts';
import { inputTemplate, signalRules } from '#infra/deployed/signal-rules.ts';
import type { Queues } from './queues.ts';

type Feeding = Pick<Queues, 'signals' | 'deadLetters'>;

const createRule = (scope: Construct, { kind, bus }: { kind: Kind; bus?: CfnEventBus }, queues: Feeding) =>
  new events.CfnRule(scope, `${bus ? 'Bus' : 'Default'}-${kind}`, {
    name: `tourniquet-${kind}`,
    description: `Tells Tourniquet of leaks: ${kind}`,
    ...(bus && { eventBusName: bus.ref }),
    eventPattern: patterns[kind],
    targets: [
      {
        id: 'signals',
        arn: queues.signals.queueArn,
        inputTransformer: { inputTemplate: inputTemplate(kind) },
        deadLetterConfig: { arn: queues.deadLetters.queueArn },
      },
    ],
  });

/** The rules that feed the queue. @returns their ARNs */
export const createSignalRules = (scope: Construct, bus: CfnEventBus, queues: Feeding): string[] =>
  signalRules.map(
    ({ kind, bus: on }) => createRule(scope, { kind, ...(on !== 'default' && { bus }) }, queues).attrArn,
  );
