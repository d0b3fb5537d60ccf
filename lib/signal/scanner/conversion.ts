import type { ScannerDetail } from './detail.ts';

/** Findings that become no event, by reason. */
export interface Skipped {
  reason: string;
  count: number;
  /** May be a leaked AWS key that is not reported by this: a person must do something. */
  unread: boolean;
}

export interface Conversion {
  events: ScannerDetail[];
  skipped: Skipped[];
}

/** What one finding amounts to. A reason is a sentence of ours and repeats nothing of the finding. */
export type Finding = { event: ScannerDetail } | { skipped: string; unread: boolean };

export const unread = (reason: string): Finding => ({ skipped: reason, unread: true });
export const passedOver = (reason: string): Finding => ({ skipped: reason, unread: false });

/** The same key in the same place is told once: scanners tell it for every secret and commit that they pair it with. */
const merged = (one: ScannerDetail | undefined, other: ScannerDetail): ScannerDetail =>
  one === undefined || (other.verified !== undefined && !one.verified) ? other : one;

export const toConversion = (findings: Iterable<Finding>): Conversion => {
  const events = new Map<string, ScannerDetail>();
  const skipped = new Map<string, Skipped>();
  for (const finding of findings) {
    if ('event' in finding) {
      const place = `${finding.event.accessKeyId} ${finding.event.where}`;
      events.set(place, merged(events.get(place), finding.event));
    } else {
      const { skipped: reason, unread } = finding;
      skipped.set(reason, { reason, count: (skipped.get(reason)?.count ?? 0) + 1, unread });
    }
  }
  return { events: [...events.values()], skipped: [...skipped.values()] };
};

/** A list, one object, or nothing: some scanners write `null` where they found nothing. */
export const itemsOf = (value: unknown): unknown[] => {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};
