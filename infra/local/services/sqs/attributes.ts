import { AwsError } from '../../contract.ts';

/** Settable numbers with AWS's limits and defaults (SQS API reference, SetQueueAttributes). */
const numbers: Record<string, { least: number; most: number; usual: number }> = {
  VisibilityTimeout: { least: 0, most: 43_200, usual: 30 },
  DelaySeconds: { least: 0, most: 900, usual: 0 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, usual: 0 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, usual: 345_600 },
  MaximumMessageSize: { least: 1_024, most: 1_048_576, usual: 1_048_576 },
};

const texts = [
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
];

export const defaultAttributes = (): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(numbers).map(([name, { usual }]) => [name, String(usual)])),
  SqsManagedSseEnabled: 'true',
});

/** @throws AwsError InvalidAttributeName, InvalidAttributeValue. FIFO queues are not emulated and refused. */
export function checkAttributes(attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const limits = numbers[name];
    if (limits) checkNumber(name, value, limits);
    else if (name === 'Policy') checkPolicy(value);
    else if (!texts.includes(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

function checkNumber(name: string, value: string, { least, most }: { least: number; most: number }): void {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return;
  throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

/** An empty text takes the policy away. */
function checkPolicy(text: string): void {
  if (text === '') return;
  try {
    JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new AwsError('InvalidAttributeValue', 'Invalid value for the parameter Policy.');
  }
}

/** Where messages go that were received too often. */
export interface Redrive {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

/** @throws AwsError InvalidParameterValue when the text is no redrive policy */
export function parseRedrive(text: string | undefined): Redrive | undefined {
  if (!text) return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text);
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === 'string' && Number.isInteger(count) && count >= 1 && count <= 1000)
      return { deadLetterTargetArn, maxReceiveCount: count };
  } catch (cause) {
    // Text that is no JSON is answered like JSON without the two fields.
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw badRedrive(text, 'Redrive policy is not a valid JSON map.');
}

export const badRedrive = (text: string, reason: string): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
  );

/** Whether a queue may be the dead-letter queue of another: any may where nothing says otherwise. */
export function takesFrom(queueArn: string, allowPolicy: string | undefined): boolean {
  if (!allowPolicy) return true;
  const { redrivePermission, sourceQueueArns = [] } = JSON.parse(allowPolicy);
  if (redrivePermission === 'byQueue') return sourceQueueArns.includes(queueArn);
  return redrivePermission !== 'denyAll';
}
