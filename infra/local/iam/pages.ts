import { validationError } from './errors.ts';

export interface PageInput {
  Marker?: string;
  MaxItems?: number;
}

/**
 * One page of a list, as IAM pages: 100 items unless told, 1,000 at most. The marker names the last item that was
 * shown, so that a thing created or deleted meanwhile moves no other out of sight.
 *
 * @param keyOf what the list is ordered by
 * @throws AwsError ValidationError for a marker that was never given out
 */
export const page = <T>(items: T[], keyOf: (item: T) => string, { Marker, MaxItems = 100 }: PageInput) => {
  if (MaxItems < 1 || MaxItems > 1000) throw validationError(`Invalid value for MaxItems: ${MaxItems}`);
  const after = Marker === undefined ? undefined : decode(Marker);
  const rest = items
    .filter((item) => after === undefined || keyOf(item) > after)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const shown = rest.slice(0, MaxItems);
  const last = shown.at(-1);
  if (last === undefined || shown.length === rest.length) return { shown, IsTruncated: false };
  return { shown, IsTruncated: true, Marker: encode(keyOf(last)) };
};

const encode = (key: string): string => Buffer.from(`after:${key}`).toString('base64');

const decode = (marker: string): string => {
  const text = Buffer.from(marker, 'base64').toString();
  if (!text.startsWith('after:')) throw validationError('Invalid Marker.');
  return text.slice('after:'.length);
};
