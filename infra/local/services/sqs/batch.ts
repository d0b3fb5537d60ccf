import { AwsError, type Shape } from '../../contract.ts';

const atMost = 10;

/**
 * Runs each entry of a batch by itself: one that fails is listed under Failed and does not stop the others.
 *
 * @throws AwsError EmptyBatchRequest, TooManyEntriesInBatchRequest, BatchEntryIdsNotDistinct
 */
export function batch(entries: Shape[] | undefined, run: (entry: Shape) => Shape): Shape {
  const all = entries ?? [];
  check(all);
  const Successful: Shape[] = [];
  const Failed: Shape[] = [];
  for (const entry of all) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) };
}

function check(entries: Shape[]): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > atMost)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${atMost}. You have sent ${entries.length}.`,
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Id must be unique within a batch request.');
}
