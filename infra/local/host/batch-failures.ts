import type { InvocationResult } from './result.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const identifierOf = (failure: unknown): unknown =>
  isObject(failure) ? failure['itemIdentifier'] : undefined;

/**
 * The messages of a batch that stay in the queue, by Lambda's rules for ReportBatchItemFailures: nothing, null or
 * an empty list means that all succeeded; an error, or one identifier that is empty, missing or not of this
 * batch, means that all failed (Lambda guide, "services-sqs-errorhandling").
 */
export const failedMessageIds = (
  result: InvocationResult,
  messageIds: readonly string[],
  reportBatchItemFailures: boolean,
): ReadonlySet<string> => {
  const all = new Set(messageIds);
  const none = new Set<string>();
  if (result.functionError) return all;
  const answer: unknown = JSON.parse(result.payload);
  if (!reportBatchItemFailures || !isObject(answer)) return none;
  const failures = answer['batchItemFailures'];
  if (failures === undefined || failures === null) return none;
  if (!Array.isArray(failures)) return all;
  const identifiers = failures.map(identifierOf);
  const valid = identifiers.filter((id): id is string => typeof id === 'string' && all.has(id));
  return valid.length === identifiers.length ? new Set(valid) : all;
};
