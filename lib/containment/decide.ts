import type { Owner } from '#lib/credential/owner.ts';
import { type RoleStanding, unchangeable } from '#lib/credential/role-standing.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Status } from '#lib/incident/incident.ts';
import { explain, type ReasonId } from './reasons.ts';

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
}

/** What will be done, on whom, and why. */
export interface ActPlan {
  act: true;
  reasonId: ReasonId;
  reason: string;
  steps: string[];
  standing: UserStanding | RoleStanding;
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
  standing?: UserStanding | RoleStanding;
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

const actOn = (reasonId: ReasonId, steps: string[], standing: UserStanding): ActPlan => ({
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
  return owner ? decideFor(owner, facts) : leave('owner-undecided', 'not-contained');
};

const decideFor = (owner: Owner, facts: Facts): Plan => {
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
      return owner.named
        ? decideForUser('deleted-key-of-named-user', ['deny-user'], owner.named, facts)
        : leave('deleted-key', 'not-contained');
    case 'role-session':
      return decideForRole(owner, facts);
    case 'user':
      return decideForUser('user-key', ['deactivate-key', 'deny-user'], owner.standing, facts);
    case 'user-session':
    case 'user-only':
      return decideForUser(owner.kind, ['deny-user'], owner.standing, facts);
    default:
      owner satisfies never;
      throw new Error('an owner of this kind is not decided for');
  }
};

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

const decideForRole = (
  { standing, sessionName }: Extract<Owner, { kind: 'role-session' }>,
  { responderArn, wholeRole }: Facts,
): Plan => {
  if (standing.arn === responderArn)
    return leave('own-identity', 'protected', { detail: standing.arn, standing });
  const fixed = unchangeable(standing);
  if (fixed) return leave(fixedRoles[fixed], 'not-contained', { detail: standing.arn, standing });
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
