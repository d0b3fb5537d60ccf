import { AwsError, type Clock } from '../../contract.ts';
import { parseArn } from '../scope.ts';
import { badRedrive, checkAttributes, parseRedrive, takesFrom } from './attributes.ts';
import { Queue } from './queue.ts';

/** Every queue of every account and region, by ARN. */
export interface Queues {
  /** @throws AwsError QueueDoesNotExist */
  get(queueArn: string): Queue;
  find(queueArn: string): Queue | undefined;
  /** Makes a queue, or returns the one of that name when its attributes agree. @throws AwsError QueueNameExists */
  create(queueArn: string, attributes?: Record<string, string>): Queue;
  set(queue: Queue, attributes: Record<string, string>): void;
  all(): Queue[];
}

export function queueRegistry(clock: Clock): Queues {
  const queues = new Map<string, Queue>();
  const find = (arn: string): Queue | undefined => queues.get(arn);

  function check(queueArn: string, attributes: Record<string, string>): void {
    checkAttributes(attributes);
    const text = attributes['RedrivePolicy'];
    const redrive = parseRedrive(text);
    if (!redrive) return;
    const target = find(redrive.deadLetterTargetArn);
    if (!target) throw badRedrive(text ?? '', 'Dead letter target does not exist.');
    if (!takesFrom(queueArn, target.attributes['RedriveAllowPolicy']))
      throw badRedrive(text ?? '', 'The dead letter target does not permit this source queue.');
  }

  function set(queue: Queue, attributes: Record<string, string>): void {
    check(queue.arn, attributes);
    Object.assign(queue.attributes, attributes);
    queue.modifiedAt = clock.now().getTime();
  }

  function create(queueArn: string, attributes: Record<string, string> = {}): Queue {
    checkName(parseArn(queueArn)?.resource ?? '');
    const existing = find(queueArn);
    if (existing) return agreeing(existing, attributes);
    check(queueArn, attributes);
    const queue = new Queue(queueArn, clock, find);
    Object.assign(queue.attributes, attributes);
    queues.set(queueArn, queue);
    return queue;
  }

  return { get: (arn) => existing(find(arn)), find, create, set, all: () => [...queues.values()] };
}

function existing(queue: Queue | undefined): Queue {
  if (queue) return queue;
  throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function agreeing(queue: Queue, attributes: Record<string, string>): Queue {
  for (const [name, value] of Object.entries(attributes))
    if (queue.attributes[name] !== value)
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${name}`,
      );
  return queue;
}

function checkName(name: string): void {
  if (/^[\w-]{1,80}$/.test(name)) return;
  throw new AwsError(
    'InvalidParameterValue',
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}
