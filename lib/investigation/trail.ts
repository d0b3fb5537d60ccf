import type { LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { type Coverage, startCoverage, withRecords } from './coverage.ts';
import { fetchPage, type NoPage, type Trail } from './lookup-page.ts';
import type { Subject } from './subject.ts';
import { type LookedUp, readLookedUp } from './trail-record.ts';

export interface Lookup {
  /** LookupEvents takes one attribute a request. */
  attribute: { key: 'AccessKeyId' | 'Username' | 'ResourceName'; value: string };
  from: Date;
  to: Date;
  regions: readonly string[];
}

/** How far one Region answered; `refused` where it would answer nobody who asks as we do. */
export type Answer = Coverage & Pick<NoPage, 'refused'>;

/** Under which attribute a subject's calls are found. */
export const attributeOf = (subject: Subject): Lookup['attribute'] =>
  'user' in subject
    ? { key: 'Username', value: subject.user.name }
    : { key: 'AccessKeyId', value: subject.accessKeyId };

/** Takes the records of one page, newest first. The next page is asked for when it is done with them. */
export type TakeRecords = (records: readonly LookedUp[]) => void | Promise<void>;

/**
 * Looks up events in all Regions at once: management events of the last 90 days, 50 a page (CloudTrail API reference,
 * LookupEvents). Never holds more than a page a Region. Calls of sessions that a key issued carry another key id and
 * are not found by it.
 * @returns a row for every Region, in the order given: also for those that could not be read
 */
export const lookupEvents = (lookup: Lookup, take: TakeRecords, trail: Trail): Promise<Answer[]> =>
  Promise.all(lookup.regions.map((region) => readRegion(region, lookup, take, trail)));

// A token belongs to the request that it came from: every page repeats the same attribute and the same times.
const requestFor = ({ attribute, from, to }: Lookup): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }],
  StartTime: from,
  EndTime: to,
  MaxResults: 50,
});

/** The pages of one Region, newest first; the last may be the reason why there are no more. */
export async function* pagesOf(
  region: string,
  lookup: Lookup,
  trail: Trail,
): AsyncGenerator<{ records: LookedUp[] } | NoPage> {
  let token: string | undefined;
  do {
    const reading = await fetchPage(region, { ...requestFor(lookup), NextToken: token }, trail);
    if ('reason' in reading) return yield reading;
    yield { records: (reading.page.Events ?? []).map((event) => readLookedUp(event, region)) };
    const next = reading.page.NextToken;
    // Asking for the same page for ever would count its events again and again.
    if (next && next === token) return yield { reason: 'CloudTrail answered the same page twice' };
    token = next;
  } while (token);
}

const readRegion = async (
  region: string,
  lookup: Lookup,
  take: TakeRecords,
  trail: Trail,
): Promise<Answer> => {
  let coverage = startCoverage(region, 'lookup-events');
  for await (const page of pagesOf(region, lookup, trail)) {
    if ('reason' in page) return { ...coverage, ...page };
    coverage = withRecords(
      coverage,
      page.records.map(({ record }) => record),
    );
    await take(page.records);
  }
  return { ...coverage, complete: true };
};
