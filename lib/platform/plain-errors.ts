import type { MiddlewareObj } from '@middy/core';
import { logger } from './logger.ts';
import { redact } from './redact.ts';

/** An error as it may be kept and read: its name and its redacted message, and nothing else of it. */
export const plainError = (error: unknown): Error => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const plain = new Error(redact(message));
  plain.name = name;
  plain.stack = `${name}: ${plain.message}`;
  return plain;
};

/**
 * Lambda logs an error that leaves a handler and answers a direct invocation with it, stack and all. This logs it
 * redacted, and lets only its name and its redacted message out.
 */
export const plainErrors = (): MiddlewareObj => ({
  onError: (request) => {
    const { error } = request;
    if (!error) return;
    logger.error('the function failed', { error });
    request.error = plainError(error);
  },
});
