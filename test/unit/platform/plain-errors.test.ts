import { expect, it } from 'vitest';
import { plainError } from '#lib/platform/plain-errors.ts';

const token = `IQoJb3JpZ2luX2VjEOr${'aB3/xY9+'.repeat(40)}`;

it('is its name and its redacted message, and nothing else of the error', () => {
  const words = `The Canonical String should have been x-amz-security-token:${token}`;
  const error = Object.assign(new Error(words, { cause: token }), {
    name: 'SignatureDoesNotMatch',
    asked: token,
  });
  const plain = plainError(error);
  expect(plain.name).toBe('SignatureDoesNotMatch');
  expect(plain.message).toMatch(/^The Canonical String should have been x-amz-security-token:\[redacted\]/);
  expect(plain.stack).toBe(`SignatureDoesNotMatch: ${plain.message}`);
  expect(JSON.stringify([plain, Object.getOwnPropertyNames(plain), plain.cause ?? null])).not.toContain(
    token,
  );
  expect(Object.keys(plain)).toEqual(['name']);
});

it('is made of what is thrown that is no error as well', () => {
  expect(plainError(`AWS_SECRET_ACCESS_KEY=${token.slice(0, 40)}`)).toMatchObject({
    name: 'Error',
    message: 'AWS_SECRET_ACCESS_KEY=[redacted]',
  });
});
