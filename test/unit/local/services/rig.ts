import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { MovableClock } from '#infra/local/clock.ts';
import { AwsError, type Call, type Caller, type Service, type Shape } from '#infra/local/contract.ts';

// The machine's own time stands still, so that only the tests move the clock, however slow the machine is.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

export const accountId = '111122223333';
export const otherAccountId = '444455556666';
export const region = 'eu-west-1';

export const user = (account = accountId, userName = 'ci'): Caller => ({
  kind: 'user',
  accountId: account,
  arn: `arn:aws:iam::${account}:user/${userName}`,
  userId: 'AIDAEXAMPLEUSERID0001',
  accessKeyId: 'AKIAEXAMPLEKEYID0001',
  userName,
});

export const callOf = (service: string, operation: string, over: Partial<Call> = {}): Call => ({
  service,
  operation,
  region,
  caller: user(),
  now: new Date('2026-11-02T10:00:00.500Z'),
  requestId: randomUUID(),
  sourceIp: '198.51.100.7',
  userAgent: 'aws-cli/2.31.0',
  ...over,
});

/** Calls an operation as the server does once it has decoded and allowed it. */
export const caller =
  (service: Service, over: Partial<Call> = {}) =>
  async (operation: string, input: Shape = {}): Promise<Shape> =>
    service.operations[operation]?.run(input, callOf(service.name, operation, over));

/** What an operation asks the policies for. */
export const asked = (service: Service, operation: string, input: Shape = {}) => {
  const call = callOf(service.name, operation);
  const { action, resources } = service.operations[operation] ?? {};
  return { action: action ?? `${service.name}:${operation}`, resources: resources?.(input, call) ?? ['*'] };
};

export async function refusal(work: Promise<unknown>): Promise<AwsError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AwsError)) throw new Error(`expected an AwsError, got ${String(error)}`);
  return error;
}

export const expectRefusal = async (work: Promise<unknown>, code: string): Promise<void> =>
  expect((await refusal(work)).code).toBe(code);

export const newClock = (): MovableClock => new MovableClock(new Date('2026-11-02T10:00:00Z'));
