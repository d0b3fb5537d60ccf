import type { Entity } from './entities.ts';
import { limitExceeded } from './errors.ts';

/**
 * Quotas of one account that AWS raises on request: how many managed policies a user, role or group may carry.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export interface Quotas {
  attached: { user: number; role: number; group: number };
}

export const defaultQuotas = (): Quotas => ({ attached: { user: 10, role: 20, group: 10 } });

/** These are fixed. A user and the root user have two access keys at most. */
export const accessKeysPerUser = 2;
export const groupsPerUser = 10;
/** Of one service. */
export const serviceCredentialsPerUser = 2;

/** All inline policies of one together, in characters without white space. */
export const inlineCharacters = { user: 2048, role: 10_240, group: 5120 } as const;

/** One managed policy, in characters without white space. */
export const managedCharacters = 6144;

const charactersOf = (document: string): number => document.replace(/\s/g, '').length;

/** @throws AwsError LimitExceeded when `document` under `name` would not fit any more */
export const checkInline = (
  kind: 'user' | 'role' | 'group',
  holder: Entity,
  name: string,
  document: string,
) => {
  const all = new Map(holder.inline).set(name, document);
  const total = [...all.values()].reduce((sum, text) => sum + charactersOf(text), 0);
  const most = inlineCharacters[kind];
  if (total > most)
    throw limitExceeded(`Maximum policy size of ${most} bytes exceeded for ${kind} ${holder.name}`);
};

/** @throws AwsError LimitExceeded */
export const checkManaged = (document: string): void => {
  if (charactersOf(document) > managedCharacters) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${managedCharacters}`);
  }
};
