import type { Owner } from '#lib/credential/owner.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Status } from '#lib/incident/incident.ts';
import { explain, type ReasonId } from './reasons.ts';

/** What is known about a leaked key when it is decided what to do with it. */
export interface Facts {
  /** What the id itself says. */
  credential: 'long-term' | 'temporary' | 'other';
  documentation: boolean;
  /** Whose it is; undefined where the kind of the credential already decides. */
  owner: Owner | undefined;
  /** ARN of the identity that we ourselves use. */
  responderArn: string | undefined;
}

/** What will be done, and why. Without steps, `status` is the end of it. */
export type Plan =
  | { act: true; reasonId: ReasonId; reason: string; steps: string[]; standing: UserStanding }
  | {
      act: false;
      reasonId: ReasonId;
      reason: string;
      status: Status;
      accountId?: string;
      /** Whether the same question may be answered otherwise a minute later. */
      retry: boolean;
    };

const leave = (
  reasonId: ReasonId,
  status: Status,
  more: { detail?: string; accountId?: string } = {},
): Plan => ({
  act: false,
  reasonId,
  status,
  reason: more.detail ? `${explain(reasonId)} (${more.detail})` : explain(reasonId),
  retry: reasonId === 'owner-undecided',
  ...(more.accountId && { accountId: more.accountId }),
});

/** Nothing could be learnt: nothing is assumed, and the same question is asked again. */
export const undecided = (why: string): Plan => leave('owner-undecided', 'not-contained', { detail: why });

const actOn = (reasonId: ReasonId, steps: string[], standing: UserStanding): Plan => ({
  act: true,
  reasonId,
  reason: explain(reasonId),
  steps,
  standing,
});

/** The one place where it is decided to touch a key or not. Pure: facts in, plan with its reason out. */
export const decide = ({ credential, documentation, owner, responderArn }: Facts): Plan => {
  if (documentation) return leave('documentation-key', 'not-ours');
  if (owner?.kind === 'not-ours')
    return leave('not-ours', 'not-ours', {
      detail: `account ${owner.accountId}`,
      accountId: owner.accountId,
    });
  if (credential === 'temporary') return leave('temporary-credential', 'not-contained');
  if (credential === 'other') return leave('other-credential', 'not-contained');
  if (!owner) return leave('owner-undecided', 'not-contained');
  if (owner.kind === 'undecided') return undecided(owner.why);
  return decideForUser(owner, responderArn);
};

const decideForUser = (
  owner: Extract<Owner, { kind: 'user' | 'deleted' }>,
  responderArn: string | undefined,
): Plan => {
  const standing = owner.kind === 'user' ? owner.standing : owner.named;
  if (!standing) return leave('deleted-key', 'not-contained');
  if (standing.arn === responderArn) return leave('own-identity', 'protected', { detail: standing.arn });
  return owner.kind === 'user'
    ? actOn('user-key', ['deactivate-key', 'deny-user'], standing)
    : actOn('deleted-key-of-named-user', ['deny-user'], standing);
};
