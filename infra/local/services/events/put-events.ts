import { AwsError, type Call, type Shape } from '../../contract.ts';
import { scopeOf } from '../scope.ts';
import type { Buses } from './buses.ts';

const mostEntries = 10;
const mostBytes = 262_144;

/**
 * PutEvents. A bad entry fails by itself, with its code beside the others' event ids.
 *
 * @throws AwsError ValidationException for more than ten entries, or more than 256 KiB in all
 */
export function putEvents(buses: Buses, input: Shape, call: Call): Shape {
  const entries: Shape[] = input.Entries ?? [];
  if (entries.length === 0 || entries.length > mostEntries)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${mostEntries}`,
    );
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > mostBytes)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const Entries = entries.map((entry) => putEntry(buses, entry, call));
  return { FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode).length, Entries };
}

function putEntry(buses: Buses, entry: Shape, call: Call): Shape {
  const { Source, DetailType, Detail, EventBusName, Resources, Time } = entry;
  for (const field of ['Source', 'DetailType', 'Detail'])
    if (!entry[field])
      return failed(
        'InvalidArgument',
        `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      );
  // The prefix is kept for AWS's own services; see `emit` for those.
  if (Source.startsWith('aws.'))
    return failed('NotAuthorizedForSourceException', `Not authorized for the source ${Source}.`);
  const detail = parsed(Detail);
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.');
  try {
    const event = { source: Source, detailType: DetailType, detail, resources: Resources, time: Time };
    return { EventId: buses.put(scopeOf(call), EventBusName, event) };
  } catch (error) {
    if (error instanceof AwsError) return failed(error.code, error.message);
    throw error;
  }
}

const failed = (ErrorCode: string, ErrorMessage: string): Shape => ({ ErrorCode, ErrorMessage });

const sizeOf = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Shape): number =>
  Buffer.byteLength([Source, DetailType, Detail, ...Resources].join('')) + (Time ? 14 : 0);

function parsed(detail: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(detail);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
