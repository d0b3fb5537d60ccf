import { isDeepStrictEqual } from 'node:util';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { UserStanding } from '#lib/credential/user-standing.ts';
import type { Before } from '#lib/incident/incident.ts';

/** What a step works on: one key and the user it belongs to. */
export interface Target {
  accessKeyId: string;
  userName: string;
  userId: string;
  /** The user's ARN, from which the partition of AWSDenyAll is read. */
  arn: string;
}

/**
 * One change to the account. Every step can be repeated, is verified by reading the account again, and can be
 * undone from its `before` alone.
 */
export interface Step {
  id: string;
  /** What it did, for mails: `key switched off`. */
  done: string;
  /** The IAM operation it changes the account with. */
  operation: string;
  /** What stands of the thing that the step changes: recorded before the change, and enough to undo it. */
  read(target: Target, standing: UserStanding): Before;
  /** What `read` gives when the step is in force. */
  inForce(target: Target): Before;
  /** What `read` gives when there is nothing left to act on. */
  gone?: Before;
  apply(target: Target, iam: IAMClient): Promise<void>;
  undo(target: Target, before: Before, iam: IAMClient): Promise<void>;
  /** Whether it concerns the whole user: then the incidents of the user's other keys may need it as well. */
  shared: boolean;
  /** Which step does the same in another way when this one meets a full quota. */
  fallback?: string;
}

/** Whether a state that was read (now, or as `before`) needs no change. */
export const isInForce = (step: Step, target: Target, state: Before): boolean =>
  isDeepStrictEqual(state, step.inForce(target)) || isDeepStrictEqual(state, step.gone);

/** Whether the account shows the step as in force. */
export const holds = (step: Step, target: Target, standing: UserStanding): boolean =>
  isInForce(step, target, step.read(target, standing));
