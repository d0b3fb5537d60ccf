import { AwsError, type Call, type Clock, type Operation, type Shape } from '../../contract.ts';
import { arnOf, demand, scopeOf } from '../scope.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import type { QueueUrls } from './sqs.ts';

const purgeEvery = 60_000;

/** The operations on queues: management events. */
export function queueOperations(queues: Queues, urls: QueueUrls, clock: Clock): Record<string, Operation> {
  const byUrl = (input: Shape, call: Call): string => urls.toArn(input.QueueUrl, call.region);
  const named = (input: Shape, call: Call): string =>
    arnOf('sqs', { ...scopeOf(call), ...owner(input) }, input.QueueName ?? '');
  const of = (input: Shape, call: Call): Queue => queues.get(byUrl(input, call));

  return {
    CreateQueue: {
      readOnly: false,
      resources: (input, call) => [named(input, call)],
      run: (input, call) => {
        demand(input.QueueName, 'MissingParameter', 'The request must contain the parameter QueueName.');
        return { QueueUrl: urls.of(queues.create(named(input, call), input.Attributes ?? {}).arn) };
      },
    },
    GetQueueUrl: {
      readOnly: true,
      resources: (input, call) => [named(input, call)],
      run: (input, call) => ({ QueueUrl: urls.of(queues.get(named(input, call)).arn) }),
    },
    GetQueueAttributes: {
      readOnly: true,
      resources: (input, call) => [byUrl(input, call)],
      resourcePolicy: (input, call) => policyOf(queues.find(byUrl(input, call))),
      run: (input, call) => ({ Attributes: pick(of(input, call), input.AttributeNames ?? []) }),
    },
    SetQueueAttributes: {
      readOnly: false,
      resources: (input, call) => [byUrl(input, call)],
      run: (input, call) => {
        queues.set(of(input, call), input.Attributes ?? {});
        return {};
      },
    },
    PurgeQueue: {
      readOnly: false,
      resources: (input, call) => [byUrl(input, call)],
      run: (input, call) => purge(of(input, call), clock),
    },
    ListQueues: {
      readOnly: true,
      run: (input, call) => ({ QueueUrls: list(queues, input, call).map(urls.of) }),
    },
  };
}

const owner = (input: Shape): { accountId?: string } =>
  input.QueueOwnerAWSAccountId ? { accountId: input.QueueOwnerAWSAccountId } : {};

/** The queue's own policy, for calls from other accounts. */
export function policyOf(queue: Queue | undefined): Shape {
  const text = queue?.attributes['Policy'];
  return text ? JSON.parse(text) : undefined;
}

function list(queues: Queues, input: Shape, call: Call): string[] {
  const prefix = arnOf('sqs', scopeOf(call), input.QueueNamePrefix ?? '');
  const arns = queues.all().map(({ arn }) => arn);
  return arns.filter((arn) => arn.startsWith(prefix)).slice(0, input.MaxResults ?? 1000);
}

function pick(queue: Queue, names: string[]): Record<string, string> {
  const all: Record<string, string> = {
    ...queue.attributes,
    ...queue.counts(),
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
  if (names.includes('All')) return all;
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

function purge(queue: Queue, clock: Clock): Shape {
  const now = clock.now().getTime();
  if (queue.purgedAt !== undefined && now - queue.purgedAt < purgeEvery)
    throw new AwsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  queue.purge();
  return {};
}
