import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { isError } from '#lib/aws/errors.ts';
import { count } from '#lib/platform/plain-text.ts';
import { type Check, type Finding, nameIn, ok, type Patient, wrong } from '../check.ts';
import { keepsOthersOut } from '../queue-policy.ts';
import { fromJson } from '../same.ts';
import { sqsIn } from '../sqs-in.ts';

const again = 'deploy again: npm run deploy';
const undelivered = 'tourniquet-undelivered';

/** Undefined where there is no such queue. */
const attributesOf = async (region: string, QueueName: string) => {
  const sqs = await sqsIn(region);
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const AttributeNames = ['All' as const];
    return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
  } catch (error) {
    // The first is the name of the query protocol, which older endpoints speak.
    if (isError(error, 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist')) return undefined;
    throw error;
  }
};

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;

/** The rules that feed a queue, by ARN. */
const rulesInto = (queueArn: string, { system: { deployment }, expected }: Patient): string[] =>
  expected.rules
    .filter(({ targetArn }) => targetArn === queueArn)
    .map(({ name, bus, region }) => {
      const { partition, accountId } = deployment;
      return `arn:${partition}:events:${region}:${accountId}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
    });

const fed = async (patient: Patient): Promise<Finding[]> => {
  const { system, expected } = patient;
  const { region, deadLettersQueueArn } = system.deployment;
  const examine = async ({ queueArn, roleArns }: (typeof expected.senders)[number]): Promise<Finding[]> => {
    const name = nameIn(queueArn);
    const attributes = await attributesOf(region, name);
    if (!attributes) return [wrong(name, 'it is not there', again)];
    const kept = member(fromJson(attributes.RedrivePolicy), 'deadLetterTargetArn') === deadLettersQueueArn;
    const found = [
      ...(kept ? [] : [wrong(name, 'what fails five times is not kept: it has no dead-letter queue', again)]),
      ...(keepsOthersOut(attributes.Policy, { roleArns, ruleArns: rulesInto(queueArn, patient) })
        ? []
        : [
            wrong(
              name,
              'its policy does not deny everybody but our rules and functions to send to it, or lets in others',
              again,
            ),
          ]),
    ];
    if (member(fromJson(attributes.RedriveAllowPolicy), 'redrivePermission') !== 'denyAll')
      found.push(
        wrong(name, 'any queue may name it as its dead-letter queue, and so put messages into it', again),
      );
    return found.length > 0 ? found : [ok(name, 'only our rules and functions may send to it')];
  };
  return (await Promise.all(expected.senders.map(examine))).flat();
};

const letters = async (region: string, name: string): Promise<Finding> => {
  const subject = `${name} in ${region}`;
  const attributes = await attributesOf(region, name);
  if (!attributes) return wrong(subject, 'it is not there: what cannot be delivered is lost', again);
  const waiting = Number(attributes.ApproximateNumberOfMessages ?? 0);
  if (waiting === 0) return ok(subject, 'it is empty');
  return wrong(
    subject,
    `${count(waiting, 'message')} could not be handled: each may be a leak`,
    'read them, contain by hand what they name, mend the cause, and redrive or purge the queue (Amazon SQS console, "Start DLQ redrive")',
  );
};

/** Whether nobody can put words into our mouth, and nothing waits that nobody has read. */
export const queues: Check = {
  id: 'queues',
  asks: 'are the queues closed to others, and the dead letters empty?',
  run: async (patient) => {
    const { deployment } = patient.system;
    const regions = new Set(patient.expected.forwarding.home.map(({ region }) => region));
    return [
      ...(await fed(patient)),
      await letters(deployment.region, nameIn(deployment.deadLettersQueueArn)),
      ...(await Promise.all([...regions].map((region) => letters(region, undelivered)))),
    ];
  },
};
