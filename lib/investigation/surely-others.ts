import type { Json } from './detail.ts';
import { type Call, callOf } from './lineage/call.ts';
import type { Trail } from './lookup-page.ts';
import { type Lookup, pagesOf } from './trail.ts';
import type { LookedUp } from './trail-record.ts';

/**
 * CloudTrail promises no longest time, and was seen to need 25 minutes for a call. What began so long ago would be known
 * as the lineage's if it were.
 */
const caughtUp = 60 * 60_000;

/** Each costs a request in every Region. */
const mostAsked = 10;

export interface OthersQuestion {
  from: Date;
  to: Date;
  regions: readonly string[];
  isOfLineage(accessKeyId: string): boolean;
}

/**
 * Tells whether a caller who is not known to be of the lineage surely is not: the record of how its credential was
 * issued may still be to come. Sure is who was there an hour ago, and whose credential was issued by such a one.
 */
export const surelyOthers = ({ from, to, regions, isOfLineage }: OthersQuestion, trail: Trail) => {
  const known = new Map<string, Promise<boolean>>();
  const longAgo = new Date(to.getTime() - caughtUp);

  /** The first record in any Region that fits. */
  const find = async (
    attribute: Lookup['attribute'],
    until: Date,
    fits: (found: LookedUp) => boolean,
  ): Promise<Json | undefined> => {
    const found = await Promise.all(
      regions.map(async (region) => {
        for await (const page of pagesOf(region, { attribute, from, to: until, regions }, trail)) {
          const record = 'records' in page ? page.records.find(fits) : undefined;
          if (record) return record.detail;
        }
        return undefined;
      }),
    );
    return found.find((detail) => detail !== undefined);
  };

  const wasUsed = async (value: string): Promise<boolean> => {
    if (from >= longAgo) return false;
    return (await find({ key: 'AccessKeyId', value }, longAgo, () => true)) !== undefined;
  };

  const isIssuedByOthers = async (value: string): Promise<boolean> => {
    const issue = await find(
      { key: 'ResourceName', value },
      to,
      ({ record }) => record.issued?.session.id === value && record.errorCode === null,
    );
    return issue !== undefined && isOther(callOf(issue));
  };

  const isOther = async ({ accessKeyId: id, sessionBegan }: Call): Promise<boolean> => {
    // A service that acts for itself, or somebody who signs in from elsewhere.
    if (id === null) return true;
    if (isOfLineage(id)) return false;
    if (sessionBegan !== null && sessionBegan <= longAgo.getTime()) return true;
    const before = known.get(id);
    if (before) return before;
    if (known.size >= mostAsked) return false;
    const answer = id.startsWith('ASIA') ? isIssuedByOthers(id) : wasUsed(id);
    known.set(id, answer);
    return answer;
  };

  return isOther;
};
