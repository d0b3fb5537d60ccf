import type { Authorizer, Call, Caller, Clock, Operation } from '../../contract.ts';
import { callBy } from '../../host/administrator.ts';
import { parseArn } from '../scope.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { BusesOptions, Deliver, Putter, Sending } from './buses.ts';

export interface DeliverOptions {
  clock: Clock;
  authorizer: Authorizer;
  sqs: Sqs;
  /** Takes an event for a Lambda function. */
  invoke(functionArn: string, event: string): void;
  /** A session of a role that a rule's target names. @throws AwsError AccessDenied when the role does not let it */
  assume(putter: Putter & { roleArn: string }): Caller;
  /** PutEvents, by which a bus is asked whether it lets another account's events in. */
  putEvents(): Operation;
}

const eventBridge: Caller = {
  kind: 'service',
  accountId: '',
  arn: 'events.amazonaws.com',
  userId: 'events.amazonaws.com',
  accessKeyId: '',
};

const rootOf = (accountId: string): Caller => ({
  kind: 'root',
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  userId: accountId,
  accessKeyId: '',
});

/**
 * How rules reach their targets: a queue only when its own policy lets EventBridge in for that rule (EventBridge user
 * guide, "Amazon SQS permissions"), a bus of another account only when its policy lets that account in, and any bus only
 * when the role of the target may put events there, if it has one. The permission of a function is not judged.
 */
export const delivery = (options: DeliverOptions): Pick<BusesOptions, 'admit'> & { deliver: Delivers } => {
  const { clock, authorizer, sqs } = options;

  const send = (queueArn: string, body: string, sending: Sending): void => {
    const region = parseArn(queueArn)?.region ?? '';
    const call = callBy(eventBridge, clock, { service: 'sqs', operation: 'SendMessage', region });
    const input = {
      QueueUrl: sqs.queueUrl(queueArn),
      MessageBody: body,
      MessageAttributes: attributesOf(sending),
    };
    const operation = sendMessageOf(sqs);
    authorizer.authorize(call, { ...operation, conditions: () => conditionsOf(sending) }, input);
    operation.run(input, call);
  };

  return {
    deliver: { sqs: send, lambda: (arn, body) => options.invoke(arn, body) },
    admit({ roleArn, ...putter }, { arn }) {
      const region = parseArn(arn)?.region ?? '';
      const caller =
        roleArn === undefined ? rootOf(putter.accountId) : options.assume({ ...putter, roleArn });
      const call: Call = callBy(caller, clock, {
        service: 'events',
        operation: 'PutEvents',
        region,
      });
      authorizer.authorize(call, options.putEvents(), { Entries: [{ EventBusName: arn }] });
    },
  };
};

type Delivers = Record<'sqs' | 'lambda', Deliver>;

const sendMessageOf = ({ service }: Sqs): Operation => {
  const operation = service.operations['SendMessage'];
  if (!operation) throw new Error('the embedded AWS has no sqs:SendMessage');
  return operation;
};

const conditionsOf = ({ ruleArn }: Sending): Record<string, string> => ({
  'aws:SourceArn': ruleArn,
  'aws:SourceAccount': parseArn(ruleArn)?.accountId ?? '',
});

const attributesOf = ({ attributes = {} }: Sending) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
