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
  /** When it began, where it goes on under another key id; now by default. */
  issuedAt?: Date;
  sourceIdentity?: string;
  transitiveTagKeys?: readonly string[];
}

export const newSession = (request: SessionRequest): Session => {
  const { caller, principalId, now, seconds, issuedAt = toSecond(now), ...handedOn } = request;
  const accessKeyId = newAccessKeyId('ASIA', caller.accountId);
  return {
    accessKeyId,
    secretAccessKey: newSecret(),
    sessionToken: randomBytes(264).toString('base64'),
    expiresAt: new Date(toSecond(now).getTime() + seconds * 1000),
    ...(principalId !== undefined && { principalId }),
    caller: { ...caller, accessKeyId, issuedAt },
    ...handedOn,
  };
};
