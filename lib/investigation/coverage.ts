import type { TrailRecord } from './trail-record.ts';

/** How much of one Region was read. */
export interface Coverage {
  region: string;
  source: 'lookup-events' | 'files' | 'athena';
  /** Everything that the source had for the window at that moment was read. */
  complete: boolean;
  events: number;
  /** Times of the oldest and the newest event that were read, ISO 8601 UTC. */
  oldest: string | null;
  newest: string | null;
  /** Why it is not complete. */
  reason?: string;
}

export const startCoverage = (region: string, source: Coverage['source']): Coverage => ({
  region,
  source,
  complete: false,
  events: 0,
  oldest: null,
  newest: null,
});

/**
 * A row of its own, never complete, for what no Region's row can tell: whoever asks whether all rows are complete must
 * not be told yes when something was left out.
 */
export const notRead = (what: string, reason: string): Coverage => ({
  ...startCoverage(what, 'lookup-events'),
  reason,
});

export const earlier = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;

export const later = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other > one) ? other : one;

/** The coverage after these records, too, were read. */
export const withRecords = (
  coverage: Coverage,
  records: readonly Pick<TrailRecord, 'eventTime'>[],
): Coverage => {
  const times = records.map(({ eventTime }) => eventTime);
  return {
    ...coverage,
    events: coverage.events + records.length,
    oldest: times.reduce(earlier, coverage.oldest),
    newest: times.reduce(later, coverage.newest),
  };
};

/** The rows of several looks at the same Regions in the same source as one row each: complete only when every look was. */
export const mergedRows = (rows: readonly Coverage[]): Coverage[] => {
  const merged = new Map<string, Coverage>();
  for (const row of rows) {
    const key = `${row.source} ${row.region}`;
    const known = merged.get(key);
    merged.set(key, known ? together(known, row) : row);
  }
  return [...merged.values()];
};

const together = (one: Coverage, other: Coverage): Coverage => {
  const reason = one.reason ?? other.reason;
  return {
    ...one,
    complete: one.complete && other.complete,
    events: one.events + other.events,
    oldest: earlier(one.oldest, other.oldest),
    newest: later(one.newest, other.newest),
    ...(reason !== undefined && { reason }),
  };
};
