import type { Owner } from '#lib/credential/owner.ts';
import { type RoleSessionStanding, type RoleStanding, unchangeable } from '#lib/credential/role-standing.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Status } from '#lib/incident/incident.ts';
import { explain, type ReasonId } from './reasons.ts';
import type { Standing } from './steps/step.ts';
import { tagStepFor } from './steps/tag-principal.ts';

/** What is known about a leaked credential when it is decided what to do with it. */
export interface Facts {
  /** What the id itself says; `none` where only a user is known. */
  credential: 'long-term' | 'temporary' | 'other' | 'none';
  documentation: boolean;
  /** Whose it is; undefined where the kind of the credential already decides. */
  owner: Owner | undefined;
  /** ARN of the identity that we ourselves use. */
  responderArn: string | undefined;
  /** Whether the role may be denied with all its sessions: a person said so, or the rules do. */
  wholeRole: boolean;
  /** Whether the guard is on (docs/guard.md): then whoever is contained is tagged as well. */
  guard?: boolean;
  /** Of what the lineage of a leaked credential made: a key of a user who was there before, or the principal itself. */
  made?: 'key' | 'user' | 'role' | undefined;
}

/** What will be done, on whom, and why. */
export interface ActPlan {
  act: true;
  reasonId: ReasonId;
  reason: string;
  steps: string[];
  standing: Standing;
  /** Of a role: the session to deny, null for all of them. */
  sessionName?: string | null;
}

/** Nothing will be done: `status` is the end of it. */
export interface LeavePlan {
  act: false;
  reasonId: ReasonId;
  reason: string;
  status: Status;
  accountId?: string;
  /** Who is left alone, where that is known. */
  standing?: Standing;
  /** What would have been done, to be shown to people. */
  instead?: ActPlan;
  /** Whether the same question may be answered otherwise a minute later. */
  retry: boolean;
}

export type Plan = ActPlan | LeavePlan;

export const leave = (
  reasonId: ReasonId,
  status: Status,
  { detail, ...more }: { detail?: string } & Pick<LeavePlan, 'accountId' | 'standing' | 'instead'> = {},
): LeavePlan => ({
  act: false,
  reasonId,
  status,
  reason: explain(reasonId, detail),
  retry: reasonId === 'owner-undecided',
  ...more,
});

/** Nothing could be learnt: nothing is assumed, and the same question is asked again. */
export const undecided = (why: string): LeavePlan =>
  leave('owner-undecided', 'not-contained', { detail: why });

const actOn = (reasonId: ReasonId, steps: string[], standing: Standing): ActPlan => ({
  act: true,
  reasonId,
  reason: explain(reasonId),
  steps,
  standing,
});

/** What to do about a credential by itself. Pure: facts in, plan with its reason out; rules are judged after it. */
export const decide = (facts: Facts): Plan => {
  const { credential, documentation, owner } = facts;
  if (documentation) return leave('documentation-key', 'not-ours');
  if (credential === 'other') return leave('other-credential', 'not-contained');
  return owner ? guarded(decideFor(owner, facts), facts) : leave('owner-undecided', 'not-contained');
};

const guarded = (plan: Plan, { guard = false }: Facts): Plan =>
  plan.act && guard ? { ...plan, steps: [...plan.steps, tagStepFor(plan.standing)] } : plan;

const decideFor = (owner: Owner, facts: Facts): Plan => {
  const { made } = facts;
  switch (owner.kind) {
    case 'not-ours':
      return leave('not-ours', 'not-ours', {
        detail: `account ${owner.accountId}`,
        accountId: owner.accountId,
      });
    case 'undecided':
      return undecided(owner.why);
    case 'unknown':
      return leave('principal-unknown', 'not-contained', { accountId: owner.accountId });
    case 'root':
      return leave('root-key', 'not-contained', { accountId: owner.accountId });
    case 'gone':
      return leave('principal-gone', 'not-contained', { detail: owner.what });
    case 'deleted':
      if (made === 'key')
        return leave('created-key-gone', 'observed', owner.named && { standing: owner.named });
      return owner.named
        ? decideForUser('deleted-key-of-named-user', denyIt, owner.named, facts)
        : leave('deleted-key', 'not-contained');
    case 'role-session':
      return decideForSession(owner, facts);
    case 'role':
      return whyUnchangeable(owner.standing, facts) ?? actOn('created-role', ['deny-role'], owner.standing);
    case 'user':
      return decideForKey(owner.standing, facts);
    case 'user-session':
      return decideForUser('user-session', denyIt, owner.standing, facts);
    case 'user-only':
      return decideForUser(made === 'user' ? 'created-user' : 'user-only', denyIt, owner.standing, facts);
    default:
      owner satisfies never;
      throw new Error('an owner of this kind is not decided for');
  }
};

const denyIt = ['deny-user'];

const decideForKey = (standing: UserStanding, facts: Facts): Plan =>
  facts.made === 'key'
    ? decideForUser('created-key', ['deactivate-key'], standing, facts)
    : decideForUser(
        facts.made === 'user' ? 'created-user' : 'user-key',
        ['deactivate-key', ...denyIt],
        standing,
        facts,
      );

const decideForUser = (
  reasonId: ReasonId,
  steps: string[],
  standing: UserStanding,
  { responderArn }: Facts,
): Plan =>
  standing.arn === responderArn
    ? leave('own-identity', 'protected', { detail: standing.arn, standing })
    : actOn(reasonId, steps, standing);

const fixedRoles = {
  'service-linked': 'service-linked-role',
  'identity-center': 'identity-center-role',
} as const;

/** Why nothing can be changed on a role; undefined where it can. */
const whyUnchangeable = (
  standing: RoleSessionStanding | RoleStanding,
  { responderArn }: Facts,
): LeavePlan | undefined => {
  if (standing.arn === responderArn)
    return leave('own-identity', 'protected', { detail: standing.arn, standing });
  const fixed = unchangeable(standing);
  return fixed && leave(fixedRoles[fixed], 'not-contained', { detail: standing.arn, standing });
};

const decideForSession = (
  { standing, sessionName }: Extract<Owner, { kind: 'role-session' }>,
  facts: Facts,
): Plan => {
  const { wholeRole } = facts;
  const left = whyUnchangeable(standing, facts);
  if (left) return left;
  if (!wholeRole && sessionName === undefined)
    return leave('role-session-unnamed', 'not-contained', { detail: standing.arn, standing });
  const reasonId = wholeRole ? 'whole-role' : 'role-session';
  return {
    act: true,
    reasonId,
    reason: explain(reasonId),
    steps: ['deny-session'],
    standing,
    sessionName: wholeRole ? null : (sessionName ?? null),
  };
};
