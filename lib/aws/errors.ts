import { redact } from '#lib/platform/redact.ts';

/** The error code that AWS answered with, or the name of the fault below it (`TimeoutError`, `ECONNRESET`). */
export const errorCode = (error: unknown): string => {
  if (!(error instanceof Error)) return 'UnknownError';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return error.name !== 'Error' ? error.name : (code ?? error.name);
};

export const isError = (error: unknown, ...codes: string[]): boolean => codes.includes(errorCode(error));

/** IAM's two names for "there is no such thing": the service's own and the one of its query protocol. */
export const isNoSuchEntity = (error: unknown): boolean =>
  isError(error, 'NoSuchEntity', 'NoSuchEntityException');

export const isAccessDenied = (error: unknown): boolean =>
  isError(error, 'AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation');

const unsupportedCodes = [
  'InvalidAction',
  'UnknownOperationException',
  'NotImplemented',
  'NotImplementedError',
  'UnsupportedOperation',
];

/** Whether the endpoint (an emulator, most likely) does not have the operation at all. */
export const isUnsupported = (error: unknown): boolean => {
  const status =
    error instanceof Error && '$metadata' in error
      ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
      : undefined;
  return isError(error, ...unsupportedCodes) || status === 501;
};

// What the error itself says is better than what was meant: one sentence may be about several calls.
const missingOperation = (error: unknown, meant: string): string =>
  error instanceof Error && 'operation' in error && typeof error.operation === 'string'
    ? error.operation
    : meant;

/**
 * One sentence about a failed call, fit for an incident: the code and AWS's words, redacted. Where a signature does
 * not match, AWS's words quote the request with its session token.
 */
export const describeError = (operation: string, error: unknown): string => {
  if (isUnsupported(error)) return `this endpoint does not offer ${missingOperation(error, operation)}`;
  const words = error instanceof Error ? error.message : String(error);
  return `${operation} failed: ${errorCode(error)}: ${redact(words)}`;
};
