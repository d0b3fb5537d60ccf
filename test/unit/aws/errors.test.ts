import { IAMServiceException, NoSuchEntityException } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import {
  describeError,
  errorCode,
  isAccessDenied,
  isError,
  isNoSuchEntity,
  isUnsupported,
} from '#lib/aws/errors.ts';

const aws = (name: string, httpStatusCode = 400) =>
  new IAMServiceException({ name, message: 'words', $fault: 'client', $metadata: { httpStatusCode } });
const network = (code: unknown) => Object.assign(new Error('socket hang up'), { code });

describe('the code of an error', () => {
  it.each([
    [aws('Throttling'), 'Throttling'],
    [network('ECONNRESET'), 'ECONNRESET'],
    [network(7), 'Error'],
    [new Error('plain'), 'Error'],
    [new TypeError('x'), 'TypeError'],
    ['a string', 'UnknownError'],
    [undefined, 'UnknownError'],
  ])('of %o is %s', (error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});

it('IAM has two names for the same thing, and both count', () => {
  expect(isNoSuchEntity(new NoSuchEntityException({ message: 'gone', $metadata: {} }))).toBe(true);
  expect(isNoSuchEntity(aws('NoSuchEntity'))).toBe(true);
  expect(isNoSuchEntity(aws('NoSuchBucket'))).toBe(false);
  for (const name of ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']) {
    expect(isAccessDenied(aws(name))).toBe(true);
  }
  expect(isAccessDenied(aws('Throttling'))).toBe(false);
  expect(isError(aws('A'), 'B', 'A')).toBe(true);
});

describe('what goes into an incident', () => {
  it('is the operation, the code and AWS’s words', () => {
    expect(describeError('iam:GetUser', aws('AccessDenied'))).toBe('iam:GetUser failed: AccessDenied: words');
    expect(describeError('iam:GetUser', 'odd')).toBe('iam:GetUser failed: UnknownError: odd');
  });

  it('says so where an emulator does not have the operation', () => {
    for (const error of [aws('InvalidAction'), aws('UnknownOperationException'), aws('Whatever', 501)]) {
      expect(isUnsupported(error)).toBe(true);
      expect(describeError('sts:GetAccessKeyInfo', error)).toBe(
        'this endpoint does not offer sts:GetAccessKeyInfo',
      );
    }
    expect(isUnsupported(aws('AccessDenied', 403))).toBe(false);
    expect(isUnsupported(network('ECONNRESET'))).toBe(false);
  });
});
