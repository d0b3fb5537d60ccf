import type { Verdict } from '../investigation.ts';
import { type VerdictRule, verdictReasons } from './reasons.ts';

export const verdict = (what: Verdict['what'], rule: VerdictRule, command?: string): Verdict => ({
  what,
  rule,
  why: verdictReasons[rule],
  ...(command && { command }),
});
