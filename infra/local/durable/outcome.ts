import type { ErrorObject } from '@aws/durable-execution-sdk-js';
import type { Ending } from './apply-checkpoint.ts';

/** What an invocation said of the execution; `crashed` when it said nothing. */
export type Outcome = 'pending' | 'crashed' | Ending;

export const failedBy = (ErrorMessage: string): Ending => ({
  status: 'FAILED',
  error: { ErrorType: 'InvalidParameterValueException', ErrorMessage },
});

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Only what an error object may hold, whatever the function answered. */
const errorOf = (value: unknown): ErrorObject => {
  if (typeof value !== 'object' || value === null) return {};
  const { ErrorType, ErrorMessage, ErrorData, StackTrace }: Record<string, unknown> = { ...value };
  return {
    ErrorType: text(ErrorType),
    ErrorMessage: text(ErrorMessage),
    ErrorData: text(ErrorData),
    StackTrace: Array.isArray(StackTrace) ? StackTrace.map(String) : undefined,
  };
};

/** @param output what the function answered: the SDK wraps the answer of a handler into a Status */
export const outcomeOf = (output: unknown): Outcome => {
  const {
    Status,
    Result,
    Error: error,
  }: Record<string, unknown> = typeof output === 'object' ? { ...output } : {};
  if (Status === 'PENDING') return 'pending';
  if (Status === 'FAILED') return { status: 'FAILED', error: errorOf(error) };
  // A function that is no durable one, most likely.
  if (Status !== 'SUCCEEDED') return failedBy('Invalid Status in invocation output.');
  // An empty result was checkpointed before, or there is none.
  return { status: 'SUCCEEDED', ...(typeof Result === 'string' && Result !== '' && { result: Result }) };
};
