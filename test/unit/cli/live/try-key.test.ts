import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefused, tryKey, waitForRow, works } from '#lib/cli/live/try-key.ts';

vi.mock('#lib/platform/clock.ts', async (original) => ({
  ...(await original<typeof import('#lib/platform/clock.ts')>()),
  sleep: async () => {},
}));

const iam = new IAMClient({ region: 'us-east-1' });
const mock = mockClient(iam);
beforeEach(() => mock.reset());

const failure = (name: string, message = name) => Object.assign(new Error(message), { name });
const off = failure('InvalidClientTokenId', 'The security token included in the request is invalid');
const denied = failure(
  'AccessDenied',
  'User: u is not authorized to perform: iam:GetUser with an explicit deny in an identity-based policy',
);
const notYet = failure('AccessDenied', 'because no identity-based policy allows the iam:GetUser action');
const throttled = failure('Throttling');

describe('one call with the key', () => {
  it.each([
    ['a key that is off', off, { outcome: 'key-off' }],
    ['an explicit deny', denied, { outcome: 'explicit-deny' }],
    // A permission that has not spread yet is refused with the same code.
    ['a right that is not there', notYet, { outcome: 'unclear', why: 'AccessDenied' }],
    ['too many calls', throttled, { outcome: 'unclear', why: 'Throttling' }],
  ])('tells %s', async (_, error, attempt) => {
    mock.on(GetUserCommand).rejects(error);
    expect(await tryKey(iam)).toEqual(attempt);
  });

  it('tells one that works', async () => {
    mock.on(GetUserCommand).resolves({});
    expect(await tryKey(iam)).toEqual({ outcome: 'worked' });
  });
});

describe('calls in a row', () => {
  const signal = new AbortController().signal;

  it('takes the refusals as one that lasts only when three follow each other', async () => {
    let call = 0;
    const script = [undefined, denied, undefined, denied, throttled, off, off, denied];
    mock.on(GetUserCommand).callsFake(async () => {
      const error = script[call];
      call += 1;
      if (error) throw error;
      return {};
    });
    const row = await waitForRow({ iam, until: isRefused, seconds: 60, signal });
    expect(call).toBe(script.length);
    expect(row).toEqual({ since: expect.any(String), outcome: 'key-off' });
  });

  it('ends when it is in vain', async () => {
    mock.on(GetUserCommand).resolves({});
    const inVain = vi.fn(async () => true);
    expect(await waitForRow({ iam, until: isRefused, seconds: 60, signal, inVain })).toBeUndefined();
    expect(inVain).toHaveBeenCalledTimes(1);
  });

  it('ends when it is interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(waitForRow({ iam, until: works, seconds: 60, signal: controller.signal })).rejects.toThrow();
    expect(mock.calls()).toEqual([]);
  });
});
