import type { Circumstances } from '#lib/investigation/descendants/verdicts.ts';
import type { Created, KnownCredential } from '#lib/investigation/investigation.ts';
import { abroad, office, roleArn, userArn, victim } from '#test/fixtures/cloudtrail/callers.ts';
import { leaked } from './lineage.ts';

export const leakBegan = '2026-05-04T08:00:00.000Z';
export const [before, after, muchLater, now] = [
  '2026-05-04T07:59:59.000Z',
  '2026-05-04T08:00:01.000Z',
  '2026-05-04T12:00:00.000Z',
  '2026-05-04T09:00:00.000Z',
];

export const userOf = (name: string) => ({ kind: 'user', name, arn: userArn(name) });
export const roleOf = (name: string) => ({ kind: 'role', name, arn: roleArn(name) });

/** A credential that the thief issued after the leak began. */
export const issued = (
  id: string,
  kind: KnownCredential['kind'],
  more: Partial<KnownCredential> = {},
): KnownCredential => ({
  id,
  kind,
  issuedBy: leaked,
  via: 'AssumeRole',
  issuedAt: after,
  principal: roleOf('deploy'),
  certain: true,
  why: 'AssumeRole answered with its id',
  events: 0,
  accountId: victim,
  issuedFrom: abroad,
  ...more,
});

/** The leaked key of user ci. */
export const root = issued(leaked, 'access-key', {
  issuedBy: null,
  via: null,
  issuedAt: null,
  principal: userOf('ci'),
});

export const session = (
  number: number,
  role: string,
  sessionName: string,
  more: Partial<KnownCredential> = {},
): KnownCredential =>
  issued(sessionId(number), 'role-session', {
    principal: roleOf(role),
    sessionName,
    until: muchLater,
    ...more,
  });

const numbered = (front: string, number: number): string => `${front}${String(number).padStart(16, '0')}`;
export const sessionId = (number: number): string => numbered('ASIA', number);
export const keyId = (number: number): string => numbered('AKIA', number);

export const keyOf = (number: number, user: string, more: Partial<KnownCredential> = {}): KnownCredential =>
  issued(keyId(number), 'access-key', { via: 'CreateAccessKey', principal: userOf(user), ...more });

export const loginOf = (user: string, more: Partial<KnownCredential> = {}): KnownCredential =>
  issued(`login-profile:${userArn(user)}`, 'login-profile', {
    via: 'CreateLoginProfile',
    principal: userOf(user),
    ...more,
  });

export const created = (type: string, id: string, more: Partial<Created> = {}): Created => ({
  type,
  id,
  by: leaked,
  at: after,
  eventName: `Create${type.split('::').at(-1)}`,
  region: 'us-east-1',
  from: abroad,
  ...more,
});

/** The workload works in the office with one tool, and with another one from everywhere. */
export const anywhere = { ip: '192.0.2.9', userAgent: 'Terraform/1.9' };
export const circumstances = (more: Partial<Circumstances> = {}): Circumstances => ({
  leak: { at: leakBegan, by: 'report', why: 'it was reported then' },
  now,
  classify: ({ ip, userAgent }) => {
    if (ip === office.ip) return 'usual';
    return userAgent === anywhere.userAgent ? 'shared' : 'foreign';
  },
  ...more,
});
