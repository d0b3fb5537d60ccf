import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, it } from 'vitest';
import { describeError } from '#lib/aws/errors.ts';
import { operationIsNamed } from '#lib/aws/operation-is-named.ts';

const failingWith = (error: unknown) =>
  operationIsNamed(
    new IAMClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { handle: () => Promise.reject(error) },
    }),
  );

const failure = (error: unknown): Promise<unknown> =>
  failingWith(error)
    .send(new GetUserCommand({ UserName: 'u' }))
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );

it('a failed call says which one it was, whatever was meant by it', async () => {
  const error = await failure(Object.assign(new Error('words'), { name: 'InvalidAction' }));
  expect(error).toMatchObject({ name: 'InvalidAction', message: 'words', operation: 'iam:GetUser' });
  expect(describeError('asking for the owner', error)).toBe('this endpoint does not offer iam:GetUser');
});

it('a fault that has a code of its own keeps it', async () => {
  const error = await failure(Object.assign(new Error('hang up'), { code: 'ECONNRESET' }));
  expect(error).toMatchObject({ code: 'ECONNRESET', operation: 'iam:GetUser' });
});
