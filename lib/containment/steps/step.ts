import { isDeepStrictEqual } from 'node:util';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { RoleSessionStanding, RoleStanding } from '#lib/credential/role-standing.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Before, DeniedSession } from '#lib/incident/incident.ts';

/** A user, and which of its keys leaked, if it was a key. */
export interface UserTarget {
  kind: 'user';
  accessKeyId: string | null;
  userName: string;
  userId: string;
  /** From which the partition of AWSDenyAll is read. */
  arn: string;
  /** Whether its service-specific credentials are looked at too, which costs a call. */
  services?: boolean;
}

/** A role, and which of its sessions leaked. */
export interface RoleSessionTarget {
  kind: 'role-session';
  incidentId: string;
  accessKeyId: string;
  roleName: string;
  roleId: string;
  arn: string;
  session: DeniedSession;
}

/** A role that is denied itself, with all that it issued and will issue. */
export interface RoleTarget {
  kind: 'role';
  roleName: string;
  roleId: string;
  arn: string;
}

/** What a step works on. */
export type Target = UserTarget | RoleSessionTarget | RoleTarget;
export type Standing = UserStanding | RoleSessionStanding | RoleStanding;

/** What changes the account: IAM itself and, for sessions of roles, whoever holds iam:PutRolePolicy. */
export interface Hands {
  iam: IAMClient;
  /** Writes the deny that the incident records, or takes it off again. */
  denySession(target: RoleSessionTarget, undo: boolean): Promise<void>;
}

/**
 * One change to the account. Every step can be repeated, is verified by reading the account again, and can be
 * undone from its `before` alone.
 */
export interface Step<T extends Target = Target, S extends Standing = Standing> {
  id: string;
  /** What it did, for mails: `key switched off`. */
  done: string;
  /** The IAM operation it changes the account with. */
  operation: string;
  /** What stands of the thing that the step changes: recorded before the change, and enough to undo it. */
  read(target: T, standing: S): Before;
  /** What `read` gives when the step is in force. */
  inForce(target: T): Before;
  /** Whether a state is ours, though it may be out of date: then it is renewed, and nobody took it off. */
  isOurs?(target: T, state: Before): boolean;
  /** What `read` gives when there is nothing left to act on. */
  gone?: Before;
  apply(target: T, hands: Hands): Promise<void>;
  undo(target: T, before: Before, hands: Hands): Promise<void>;
  /** Whether it concerns the whole user: then the incidents of the user's other keys may need it as well. */
  shared: boolean;
  /** Whether it stops nothing itself and keeps others from lifting what does: then `contained` does not hang on it. */
  guards?: true;
  /** Which step does the same in another way when this one meets a full quota. */
  fallback?: string;
}

type Kind = Target['kind'];
type TargetOf<K extends Kind> = Extract<Target, { kind: K }>;
type StandingOf<K extends Kind> = Extract<Standing, { kind: K }>;

/** A step for one kind of principal, fit for the one list of steps. */
export const stepOn = <K extends Kind>(kind: K, step: Step<TargetOf<K>, StandingOf<K>>): Step => {
  const { isOurs } = step;
  const target = (any: Target): TargetOf<K> => {
    if (any.kind !== kind) throw new TypeError(`${step.id} works on a ${kind}, not on a ${any.kind}`);
    return any as TargetOf<K>;
  };
  const standing = (any: Standing): StandingOf<K> => {
    if (any.kind !== kind) throw new TypeError(`${step.id} reads a ${kind}, not a ${any.kind}`);
    return any as StandingOf<K>;
  };
  return {
    ...step,
    read: (on, now) => step.read(target(on), standing(now)),
    inForce: (on) => step.inForce(target(on)),
    ...(isOurs && { isOurs: (on, state) => isOurs(target(on), state) }),
    apply: (on, hands) => step.apply(target(on), hands),
    undo: (on, before, hands) => step.undo(target(on), before, hands),
  };
};

/** Whether a state that was read (now, or as `before`) needs no change. */
export const isInForce = (step: Step, target: Target, state: Before): boolean =>
  isDeepStrictEqual(state, step.inForce(target)) || isDeepStrictEqual(state, step.gone);

/** Whether the account shows the step as in force. */
export const holds = (step: Step, target: Target, standing: Standing): boolean =>
  isInForce(step, target, step.read(target, standing));

/** Whether what the step put there is still there, even if it is out of date. */
export const remains = (step: Step, target: Target, standing: Standing): boolean =>
  holds(step, target, standing) || step.isOurs?.(target, step.read(target, standing)) === true;
