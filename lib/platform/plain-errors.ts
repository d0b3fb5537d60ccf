import type { MiddlewareObj } from '@middy/core';
import { logger } from './logger.ts';
import { redact } from './redact.ts';

/**
 * Lambda logs an error that leaves a handler and answers a direct invocation with it, stack and all. This logs it
 * redacted, and lets only its name and its redacted message out.
 */
export const plainErrors = (): MiddlewareObj => ({
  onError: (request) => {
    const { error } = request;
    if (!error) return;
    logger.error('the function failed', { error });
    const plain = new Error(redact(error.message));
    plain.name = error.name;
    plain.stack = `${plain.name}: ${plain.message}`;
    request.error = plain;
  },
});
