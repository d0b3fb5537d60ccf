import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { queues as limits } from '#infra/deployed/limits.ts';
import { type Binding, bind } from './binding.ts';
import { queueArn } from './names.ts';

const names = {
  signals: 'tourniquet-signals',
  deadLetters: 'tourniquet-signals-dead-letters',
  incidentChanges: 'tourniquet-incident-changes',
} as const;

export interface Queues {
  signals: sqs.Queue;
  deadLetters: sqs.Queue;
  /** Only where incidents have other homes. */
  incidentChanges?: sqs.Queue;
  binding: Binding;
}

/** infra/deployed/redrive.ts, in the words of the CDK. */
export const nobodysDeadLetters: sqs.RedriveAllowPolicy = {
  redrivePermission: sqs.RedrivePermission.DENY_ALL,
};

const encrypted = (key: IKey | undefined): Partial<sqs.QueueProps> =>
  key
    ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: sqs.QueueEncryption.SQS_MANAGED };

/** A message that fails five times is kept for people. */
export const createQueues = (
  scope: Construct,
  key: IKey | undefined,
  { destinations }: { destinations: boolean },
): Queues => {
  const fed = [names.signals, ...(destinations ? [names.incidentChanges] : [])];
  const deadLetters = new sqs.Queue(scope, 'DeadLetters', {
    queueName: names.deadLetters,
    retentionPeriod: Duration.seconds(limits.deadLettersSeconds),
    enforceSSL: true,
    ...encrypted(key),
    // Named and not referred to: those queues refer to this one.
    redriveAllowPolicy: {
      redrivePermission: sqs.RedrivePermission.BY_QUEUE,
      sourceQueues: fed.map((name) => sqs.Queue.fromQueueArn(scope, `From-${name}`, queueArn(scope, name))),
    },
  });
  const create = (id: string, queueName: string, visibilitySeconds: number) =>
    new sqs.Queue(scope, id, {
      queueName,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      enforceSSL: true,
      ...encrypted(key),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: limits.maxReceives },
      redriveAllowPolicy: nobodysDeadLetters,
    });
  const signals = create('Signals', names.signals, limits.signals.visibilitySeconds);
  const incidentChanges = destinations
    ? create('IncidentChanges', names.incidentChanges, limits.incidentChanges.visibilitySeconds)
    : undefined;
  return {
    signals,
    deadLetters,
    ...(incidentChanges && { incidentChanges }),
    binding: bind(
      { signalsQueueArn: signals.queueArn, deadLettersQueueArn: deadLetters.queueArn },
      {
        TOURNIQUET_SIGNALS_QUEUE_URL: signals.queueUrl,
        TOURNIQUET_DEAD_LETTERS_QUEUE_URL: deadLetters.queueUrl,
      },
    ),
  };
};
