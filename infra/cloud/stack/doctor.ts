import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { doctorKeepsSeconds, doctorName, doctorPattern } from '#infra/deployed/forwarding.ts';
import { fromRules, nobodyElse } from './queue-access.ts';
import { nobodysDeadLetters } from './queues.ts';

/**
 * Where the tests of `tourniquet doctor` arrive: a queue that no function is fed from. It has no dead letters: what
 * nobody asks for within five minutes nobody wants.
 */
export const createDoctorQueue = (scope: Construct, bus: events.CfnEventBus): void => {
  const queue = new sqs.Queue(scope, 'Doctor', {
    queueName: doctorName,
    retentionPeriod: Duration.seconds(doctorKeepsSeconds),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    redriveAllowPolicy: nobodysDeadLetters,
  });
  const rule = new events.CfnRule(scope, 'DoctorRule', {
    name: doctorName,
    description: 'Takes the tests of tourniquet doctor to the doctor, and to no function',
    eventBusName: bus.ref,
    eventPattern: doctorPattern,
    targets: [{ id: 'signals', arn: queue.queueArn }],
  });
  queue.addToResourcePolicy(fromRules(queue, [rule.attrArn]));
  queue.addToResourcePolicy(nobodyElse(queue, []));
};
