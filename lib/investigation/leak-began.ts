import type { LeakBegan } from './investigation.ts';
import type { UsePattern } from './pattern.ts';

/** What is known besides the trail of when a credential leaked. */
export interface LeakKnown {
  /** When it was reported, or was committed, ISO 8601 UTC: the earliest. */
  reportedAt?: string;
}

const iso = (at: number): string => new Date(at).toISOString();

/**
 * When the leak began: the report, or what was foreign to the workload before it. Without a workload to compare with
 * only a report tells, or the first use of a key that has hardly been used.
 */
export const leakBegan = (pattern: UsePattern, { reportedAt }: LeakKnown): LeakBegan => {
  const foreign = pattern.hasHistory ? pattern.firstForeign() : null;
  if (foreign !== null && (reportedAt === undefined || iso(foreign) < reportedAt))
    return {
      at: iso(foreign),
      by: 'foreign-use',
      why: "first use from a place or with a tool that is not the workload's",
    };
  if (reportedAt !== undefined) return { at: reportedAt, by: 'report', why: 'it was reported then' };
  const { first, hasHistory, isShort } = pattern;
  if (!hasHistory && isShort && first !== null)
    return { at: iso(first), by: 'foreign-use', why: 'its first use: nothing before tells of a workload' };
  return { at: null, by: 'unknown', why: `${unknownWhy(pattern)}, and no report was named` };
};

const unknownWhy = ({ first, hasHistory }: UsePattern): string => {
  if (first === null) return 'no use of it was found';
  return hasHistory ? 'all its use is from where the workload works' : 'its use is long and irregular';
};
