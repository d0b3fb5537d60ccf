import { expect, test } from 'vitest';
import { backOff, isPassing, isThrottling } from '#lib/platform/retry.ts';
import { awsError } from './world.ts';

test.each([
  ['its name', awsError('ThrottlingException')],
  ['the status 429', { $metadata: { httpStatusCode: 429 } }],
  ['the trait of its model', { $retryable: { throttling: true } }],
])('throttling is known by %s', (_, error) => {
  expect(isThrottling(error)).toBe(true);
});

test.each([
  ['a broken connection', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
  ['a fault of the service', { $metadata: { httpStatusCode: 500 } }],
  ['a corrected clock', { name: 'InvalidSignatureException', $metadata: { clockSkewCorrected: true } }],
  ['a passing fault below another', new Error('call', { cause: awsError('TimeoutError') })],
])('%s may pass', (_, error) => {
  expect(isPassing(error)).toBe(true);
});

test.each([awsError('AccessDeniedException'), undefined, null, 'text'])('%s will not pass', (error) => {
  expect(isPassing(error)).toBe(false);
  expect(isThrottling(error)).toBe(false);
});

test('the waits double up to their limit, half of each at random', () => {
  const least = (attempt: number) => backOff(attempt, 500, 20_000, () => 0);
  const most = (attempt: number) => backOff(attempt, 500, 20_000, () => 1);
  expect([1, 2, 3, 99].map(least)).toEqual([250, 500, 1000, 10_000]);
  expect([1, 2, 3, 99].map(most)).toEqual([500, 1000, 2000, 20_000]);
});
