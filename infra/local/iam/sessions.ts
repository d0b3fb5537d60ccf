import { randomBytes } from 'node:crypto';
import type { Caller } from '../contract.ts';
import { newAccessKeyId, newSecret } from './access-key-id.ts';
import { toSecond } from './unique-id.ts';

/** A temporary credential. Nothing but time, and the loss of who stands behind it, ends one. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
  /** The unique id of the user or role behind it; a session of root has none. */
  readonly principalId?: string;
  readonly caller: Caller;
  /** What AssumeRole was given as SourceIdentity. */
  readonly sourceIdentity?: string;
  /** Keys of the session tags that a role assumed from here gets as well. */
  readonly transitiveTagKeys?: readonly string[];
}

/** Whose session it is to be; key, token and time of issue are made here. */
export interface SessionRequest {
  caller: Omit<Caller, 'accessKeyId' | 'issuedAt'>;
  principalId?: string;
  now: Date;
  seconds: number;
  sourceIdentity?: string;
  transitiveTagKeys?: readonly string[];
}

export const newSession = ({ caller, principalId, now, seconds, ...handedOn }: SessionRequest): Session => {
  const accessKeyId = newAccessKeyId('ASIA', caller.accountId);
  const issuedAt = toSecond(now);
  return {
    accessKeyId,
    secretAccessKey: newSecret(),
    sessionToken: randomBytes(264).toString('base64'),
    expiresAt: new Date(issuedAt.getTime() + seconds * 1000),
    ...(principalId !== undefined && { principalId }),
    caller: { ...caller, accessKeyId, issuedAt },
    ...handedOn,
  };
};
