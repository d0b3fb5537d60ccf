import type { LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { type Coverage, startCoverage, withRecords } from './coverage.ts';
import { fetchPage, type Trail } from './lookup-page.ts';
import { readLookedUpEvent, type TrailRecord } from './trail-record.ts';

export interface KeyLookup {
  accessKeyId: string;
  from: Date;
  to: Date;
  regions: readonly string[];
}

/** Takes the records of one page, newest first. The next page is asked for when it is done with them. */
export type TakeRecords = (records: readonly TrailRecord[]) => void | Promise<void>;

/**
 * Looks up the calls that were signed with an access key, in all Regions at once: management events of the
 * last 90 days, 50 a page (CloudTrail API reference, LookupEvents). Never holds more than a page a Region.
 * Calls of sessions that the key issued carry another key id and are not among them.
 * @returns a row for every Region, in the order given: also for those that could not be read
 */
export const lookupKeyEvents = (lookup: KeyLookup, take: TakeRecords, trail: Trail): Promise<Coverage[]> =>
  Promise.all(lookup.regions.map((region) => readRegion(region, lookup, take, trail)));

// A token belongs to the request that it came from: every page repeats the same attribute and the same times.
const requestFor = (lookup: KeyLookup): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: lookup.accessKeyId }],
  StartTime: lookup.from,
  EndTime: lookup.to,
  MaxResults: 50,
});

const readRegion = async (
  region: string,
  lookup: KeyLookup,
  take: TakeRecords,
  trail: Trail,
): Promise<Coverage> => {
  let coverage = startCoverage(region, 'lookup-events');
  let token: string | undefined;
  do {
    const reading = await fetchPage(region, { ...requestFor(lookup), NextToken: token }, trail);
    if ('reason' in reading) return { ...coverage, reason: reading.reason };
    const records = (reading.page.Events ?? []).map((event) => readLookedUpEvent(event, region));
    coverage = withRecords(coverage, records);
    await take(records);
    const next = reading.page.NextToken;
    // Asking for the same page for ever would count its events again and again.
    if (next && next === token) return { ...coverage, reason: 'CloudTrail answered the same page twice' };
    token = next;
  } while (token);
  return { ...coverage, complete: true };
};
