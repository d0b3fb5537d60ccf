import type { Mode, Rules } from '#lib/platform/rules.ts';
import { fits } from '#lib/platform/wildcard.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { type ActPlan, type LeavePlan, leave, type Plan } from './decide.ts';
import { accountIn } from './hands.ts';

/** What people decided that bears on one signal. */
export interface Judgement {
  rules: Rules;
  /** ARN patterns of our own roles. */
  ownRoles: readonly string[];
  /** When this system was deployed first, ISO 8601 UTC. */
  deployedAt: string | undefined;
  /** A dismissal of the key that holds today. */
  dismissal: { reason: string; until: string } | undefined;
  /** ISO 8601 UTC. */
  now: string;
}

/**
 * What the rules make of a plan: it stays, or it becomes one that leaves the principal alone and says what would
 * have been done. Pure. The first reason that holds is the one that is told.
 */
export const judge = (plan: Plan, signal: LeakSignal, judgement: Judgement): Plan => {
  if (!plan.act) return waitsAsWell(plan, signal, judgement) ?? plan;
  const checks = [own, protectedBy, dismissed, contradicted, old, observed];
  for (const check of checks) {
    const left = check(plan, signal, judgement);
    if (left) return left;
  }
  return plan;
};

type Check = (plan: ActPlan, signal: LeakSignal, judgement: Judgement) => LeavePlan | undefined;

const leaveAlone = (
  reasonId: LeavePlan['reasonId'],
  status: LeavePlan['status'],
  plan: ActPlan,
  detail?: string,
): LeavePlan =>
  leave(reasonId, status, { standing: plan.standing, instead: plan, ...(detail && { detail }) });

const own: Check = (plan, _signal, { ownRoles }) =>
  ownRoles.some((pattern) => fits(plan.standing.arn, pattern))
    ? leaveAlone('own-identity', 'protected', plan, plan.standing.arn)
    : undefined;

const protectedBy: Check = (plan, signal, { rules, now }) => {
  if (signal.override?.includes('protected')) return undefined;
  const rule = rules.protected.find(
    ({ principal, until }) => now < until && fits(plan.standing.arn, principal),
  );
  return rule && leaveAlone('protected', 'protected', plan, `${rule.reason}; until ${rule.until}`);
};

// A dismissal says of a place where the key was seen that it is no leak. What shows the key being misused is another
// matter, and so is a person who asks for it by name.
const dismissable: ReadonlySet<LeakSignal['source']> = new Set(['github', 'securityhub', 'scanner']);

const dismissed: Check = (plan, { source }, { dismissal }) =>
  dismissal && dismissable.has(source)
    ? leaveAlone('dismissed', 'observed', plan, `${dismissal.reason}; until ${dismissal.until}`)
    : undefined;

// Where the key is off already nothing contradicts anything, and nobody has to be woken.
const contradicted: Check = (plan, signal) => {
  if (signal.certainty !== 'contradicted' || isOff(plan, signal)) return undefined;
  return leaveAlone('contradicted', 'not-contained', plan, signal.doubt);
};

/** Whether the key that leaked is switched off already. */
export const isOff = ({ standing }: ActPlan, { accessKeyId }: LeakSignal): boolean =>
  standing.kind === 'user' &&
  standing.keys.find((key) => key.accessKeyId === accessKeyId)?.status === 'Inactive';

/** Whether a report may wait in the backlog at all. What the world can read, or somebody misuses, never waits. */
export const mayWait = ({ source, publicly, override }: LeakSignal): boolean =>
  source === 'github' && !publicly && !override?.includes('backlog');

// GitHub tells whole seconds.
const second = (time: string): string => time.slice(0, '2026-11-23T03:00:00'.length);

/** Whether something was reported before this system was deployed. */
export const isOlder = (reportedAt: string, deployedAt: string | undefined): boolean =>
  deployedAt !== undefined && second(reportedAt) < second(deployedAt);

const old: Check = (plan, signal, { deployedAt }) =>
  mayWait(signal) && isOlder(signal.reportedAt, deployedAt)
    ? leaveAlone('backlog', 'observed', plan, `reported ${signal.reportedAt}`)
    : undefined;

// No session lives longer: until then a key that was deleted, or a session of nobody knows whom, may still be abused.
const longestSession = 36 * 3_600_000;

// Most alerts of years are about keys that were deleted long ago: each would page for itself what nobody can contain.
const waitsAsWell = (plan: LeavePlan, signal: LeakSignal, judged: Judgement): LeavePlan | undefined => {
  const { status, retry, reason, accountId, standing } = plan;
  const fresh = Date.parse(judged.now) - Date.parse(signal.reportedAt) < longestSession;
  if (status !== 'not-contained' || retry || fresh) return undefined;
  if (!mayWait(signal) || !isOlder(signal.reportedAt, judged.deployedAt)) return undefined;
  return leave('backlog', 'observed', {
    detail: `reported ${signal.reportedAt}; ${reason}`,
    ...(accountId && { accountId }),
    ...(standing && { standing }),
  });
};

/** A person who asks for it by name is bound by a rule about persons only, not by the mode of what comes by itself. */
export const modeFor = (rules: Rules, account: string, source: LeakSignal['source']): Mode => {
  const exception = rules.modes.findLast(
    (each) => (each.account ?? account) === account && (each.source ?? source) === source,
  );
  if (source === 'manual') return exception?.source === 'manual' ? exception.mode : 'contain';
  return exception?.mode ?? rules.mode;
};

const observed: Check = (plan, { source }, { rules }) =>
  modeFor(rules, accountIn(plan.standing.arn), source) === 'observe'
    ? leaveAlone('observe', 'observed', plan)
    : undefined;

/** Whether the rules let a role be denied with all its sessions. */
export const isWholeRole = (roleArn: string, rules: Rules): boolean =>
  rules.wholeRoles.some((pattern) => fits(roleArn, pattern));
