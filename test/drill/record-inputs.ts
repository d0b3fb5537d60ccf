import type { Service } from '#infra/local/contract.ts';
import type { EmbeddedAws } from '#infra/local/embedded-aws.ts';
import type { Recorded } from './find-secrets.ts';

/** Every text inside of a value: names, strings, and bytes as Latin-1. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, held]) => [name, ...textsIn(held)]);
};

// An id to look up is not kept, whatever was pasted into it.
const isAsked = (operation: string): boolean => operation === 'GetItem';

/**
 * Records what the deployed functions, and Lambda under their roles, send to AWS from now on: each message of a
 * queue, each write to a table, each mail, each payload, also when the call is refused afterwards.
 */
export const recordInputs = ({ sqs, sns, dynamodb, ec2, secrets, iam, host }: EmbeddedAws): Recorded[] => {
  const recorded: Recorded[] = [];
  const services: Service[] = [sqs, sns, dynamodb, ec2, secrets, host].map(({ service }) => service);
  for (const { name, operations } of [...services, iam.iam, iam.sts]) {
    for (const [operationName, operation] of Object.entries(operations)) {
      const run = operation.run;
      operation.run = (input, call) => {
        const { roleName = '' } = call.caller;
        if (roleName.startsWith('tourniquet-') && !isAsked(operationName)) {
          const where = `${name}:${operationName} by ${roleName}`;
          recorded.push({ where, text: textsIn(input).join('\n') });
        }
        return run(input, call);
      };
    }
  }
  return recorded;
};
