import type { RecordedOperation } from './operation.ts';
import { invalid } from './refusal.ts';

export interface Page {
  Operations: RecordedOperation[];
  NextMarker?: string;
}

/** How many operations a page has by default, and at most (Lambda API reference, GetDurableExecutionState). */
export const defaultPage = 100;
const largestPage = 1000;

/**
 * A page of the operations that a replay needs.
 * @param marker where the page begins: the NextMarker of the page before
 * @throws AwsError InvalidParameterValueException
 */
export const pageOf = (operations: RecordedOperation[], marker = '0', size = defaultPage): Page => {
  const from = Number(marker);
  if (!Number.isInteger(from) || from < 0) throw invalid(`Invalid marker ${marker}.`);
  if (!Number.isInteger(size) || size < 0 || size > largestPage) {
    throw invalid(`MaxItems must be from 0 to ${largestPage}, not ${size}.`);
  }
  const to = from + (size || defaultPage);
  return {
    Operations: operations.slice(from, to),
    ...(to < operations.length && { NextMarker: String(to) }),
  };
};
