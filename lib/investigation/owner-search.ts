import { type Coverage, notRead } from './coverage.ts';
import type { Trail } from './lookup-page.ts';
import type { OwnerFinder } from './owner-finder.ts';
import { type Lookup, pagesOf } from './trail.ts';

export type OwnerLookup = Omit<Lookup, 'attribute'> & { accessKeyId: string };

/**
 * Looks in every Region until a record there tells whose a key is: first calls that it signed, newest first, and when
 * none tells, the call that issued it, under which LookupEvents lists the new key as a resource.
 * @returns a row for each Region that could not be read to such a record or to its end
 */
export const searchOwner = async (
  { accessKeyId, ...window }: OwnerLookup,
  finder: OwnerFinder,
  trail: Trail,
): Promise<Coverage[]> => {
  const unread: Coverage[] = [];
  for (const key of ['AccessKeyId', 'ResourceName'] as const) {
    const lookup = { ...window, attribute: { key, value: accessKeyId } };
    const rows = await Promise.all(
      window.regions.map((region) => readUntilTold(region, lookup, finder, trail)),
    );
    unread.push(...rows.flat());
    if (finder.result().state !== 'not-found') break;
  }
  return unread;
};

const readUntilTold = async (
  region: string,
  lookup: Lookup,
  finder: OwnerFinder,
  trail: Trail,
): Promise<Coverage[]> => {
  for await (const page of pagesOf(region, lookup, trail)) {
    if ('reason' in page) return [notRead(region, page.reason)];
    // All of the page is taken: one record that disagrees is enough to act on none.
    if (page.records.map(({ record }) => finder.add(record)).includes(true)) return [];
  }
  return [];
};
