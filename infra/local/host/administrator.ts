import { randomUUID } from 'node:crypto';
import type { Call, Caller, Clock, Service, Shape } from '../contract.ts';

/** Runs an operation of a service by its API names, as `iam`, `CreateRole`. */
export type Administrator = (service: string, operation: string, input: Shape) => Promise<Shape>;

/** @throws Error for an operation that the embedded AWS does not have */
export const operationOf = (services: readonly Service[], service: string, operation: string) => {
  const found = services.find(({ name }) => name === service)?.operations[operation];
  if (!found) throw new Error(`the embedded AWS has no ${service}:${operation}`);
  return found;
};

/** A call that is made inside the process, without a request. */
export const callBy = (
  caller: Caller,
  clock: Clock,
  { service, operation, region }: { service: string; operation: string; region: string },
): Call => ({
  service,
  operation,
  region,
  caller,
  now: clock.now(),
  requestId: randomUUID(),
  sourceIp: '127.0.0.1',
  userAgent: 'embedded-aws',
});

/**
 * Sets an account up before anybody looks: calls as its root, neither judged nor recorded.
 * @throws AwsError as the operation does
 */
export const administrator =
  (
    services: readonly Service[],
    clock: Clock,
    { accountId, region }: { accountId: string; region: string },
  ): Administrator =>
  async (service, operation, input) => {
    const arn = `arn:aws:iam::${accountId}:root`;
    const caller: Caller = { kind: 'root', accountId, arn, userId: accountId, accessKeyId: '' };
    const call = callBy(caller, clock, { service, operation, region });
    return operationOf(services, service, operation).run(input, call);
  };
