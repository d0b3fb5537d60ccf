import type { Caller } from '../contract.ts';
import type { Entity, InstanceProfile } from './entities.ts';

/** `path` begins and ends with a slash. */
const arn = (accountId: string, kind: string, path: string, name: string): string =>
  `arn:aws:iam::${accountId}:${kind}${path}${name}`;

export const userArn = ({ accountId, path, name }: Entity): string => arn(accountId, 'user', path, name);
export const roleArn = ({ accountId, path, name }: Entity): string => arn(accountId, 'role', path, name);
export const groupArn = ({ accountId, path, name }: Entity): string => arn(accountId, 'group', path, name);
export const instanceProfileArn = ({ accountId, path, name }: InstanceProfile): string =>
  arn(accountId, 'instance-profile', path, name);
export const policyArn = (accountId: string, path: string, name: string): string =>
  arn(accountId, 'policy', path, name);

/** The ARN of something that does not exist: what AWS authorises a request about it on. */
export const arnOfNobody = (accountId: string, kind: string, name: string): string =>
  arn(accountId, kind, '/', name);

export const rootArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;

/** Root itself, or a session of GetSessionToken that root made. */
export const isRoot = ({ kind, userName }: Caller): boolean =>
  kind === 'root' || (kind === 'session-token' && userName === undefined);
