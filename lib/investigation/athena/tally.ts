import { type Coverage, earlier, later, startCoverage } from '../coverage.ts';
import { type Json, text } from '../detail.ts';
import type { RecordOfRow } from './record-of-row.ts';

/** What no Region's row can tell has a row under this name. */
const everywhere = 'all-regions';

const timeOf = (detail: Json): string | null => {
  const at = new Date(text(detail['eventTime']) ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

const withDetail = (coverage: Coverage, detail: Json): Coverage => {
  const at = timeOf(detail);
  return {
    ...coverage,
    events: coverage.events + 1,
    oldest: earlier(coverage.oldest, at),
    newest: later(coverage.newest, at),
  };
};

interface Counted {
  coverage: Coverage;
  /** Records of which a field could not be read, and these fields. */
  damaged: number;
  fields: Set<string>;
}

const accountOf = ({ coverage, damaged, fields }: Counted, readAll: boolean): Coverage => {
  if (damaged === 0) return { ...coverage, complete: readAll };
  const names = [...fields].toSorted().join(', ');
  return { ...coverage, reason: `in ${damaged} of these events a field could not be read: ${names}` };
};

/** Counts what was read, by Region. */
export class Tally {
  readonly #regions = new Map<string, Counted>();

  /** @param regions those that were asked for by name: each has a row, also when nothing happened there */
  constructor(regions: readonly string[]) {
    for (const region of regions) this.#of(region);
  }

  #of(region: string): Counted {
    const counted = this.#regions.get(region) ?? {
      coverage: startCoverage(region, 'athena'),
      damaged: 0,
      fields: new Set(),
    };
    this.#regions.set(region, counted);
    return counted;
  }

  add({ detail, damaged }: RecordOfRow): void {
    const counted = this.#of(text(detail['awsRegion']) ?? 'unknown');
    counted.coverage = withDetail(counted.coverage, detail);
    if (damaged.length > 0) counted.damaged += 1;
    for (const field of damaged) counted.fields.add(field);
  }

  #rows(readAll: boolean): Coverage[] {
    return [...this.#regions.values()].map((counted) => accountOf(counted, readAll));
  }

  /** Every page was read. An answer without any event says so in a row of its own. */
  whole(): Coverage[] {
    const rows = this.#rows(true);
    return rows.length > 0 ? rows : [{ ...startCoverage(everywhere, 'athena'), complete: true }];
  }

  /** Something was left out: no row is complete, and one tells why. */
  cut(reason: string): Coverage[] {
    return [...this.#rows(false), { ...startCoverage(everywhere, 'athena'), reason }];
  }
}
