import type { GuardDutyRule } from '#lib/platform/rules.ts';
import { fits } from '#lib/platform/wildcard.ts';
import type { Tell } from '#lib/signal/leak-signal.ts';
import { shippedTable, type TableEntry } from './table.ts';

/** What a finding's type and severity lead to, before anybody looks at whom it names. `reason` begins small. */
export type FindingJudgement =
  | { outcome: 'act'; reason: string }
  | { outcome: 'report' | 'ignore'; tell: Tell; reason: string };

const entryOf = ({ type, outcome, minimumSeverity, reason }: GuardDutyRule): TableEntry => ({
  types: [type],
  outcome,
  reason,
  ...(minimumSeverity !== undefined && { minimumSeverity }),
});

const entryFor = (type: string, deployed: readonly GuardDutyRule[]): TableEntry | undefined =>
  [...deployed.map(entryOf), ...shippedTable].find(({ types }) =>
    types.some((pattern) => fits(type, pattern)),
  );

/**
 * Looks a finding up: in the deployed rules, then in the table that is shipped. A severity that is missing is below no
 * minimum, so that nobody stops the answer by leaving it out.
 */
export const judgeFinding = (
  type: string,
  severity: number | undefined,
  deployed: readonly GuardDutyRule[],
): FindingJudgement => {
  const entry = entryFor(type, deployed);
  if (!entry) return { outcome: 'report', tell: 'mail', reason: 'unknown type: no rule is about it' };
  const { outcome, minimumSeverity, reason } = entry;
  if (outcome === 'ignore') return { outcome, tell: 'log', reason };
  if (minimumSeverity !== undefined && severity !== undefined && severity < minimumSeverity) {
    const low = `its severity ${severity} is below the ${minimumSeverity} of its rule (${reason})`;
    return { outcome: 'report', tell: 'digest', reason: low };
  }
  return outcome === 'act' ? { outcome, reason } : { outcome, tell: 'mail', reason };
};
