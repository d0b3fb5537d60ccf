import { describe, expect, it } from 'vitest';
import { decide, type Facts } from '#lib/containment/decide.ts';
import { explain, type ReasonId } from '#lib/containment/reasons.ts';
import type { Owner } from '#lib/credential/owner.ts';
import type { RoleSessionStanding } from '#lib/credential/role-standing.ts';
import type { UserStanding } from '#lib/credential/user-standing.ts';

const accountId = '264875319082';

const user: UserStanding = {
  kind: 'user',
  userName: 'deploy-bot',
  userId: 'AIDAT3SKF7WXYEXAMPLE1',
  arn: `arn:aws:iam::${accountId}:user/ci/deploy-bot`,
  keys: [{ accessKeyId: 'AKIAT3SKF7WXYQ2ZNM4B', status: 'Active' }],
  attachedPolicies: [],
  boundary: null,
};

const roleAt = (path: string, roleName = 'build'): RoleSessionStanding => ({
  kind: 'role-session',
  roleName,
  roleId: 'AROAT3SKF7WXYEXAMPLE1',
  arn: `arn:aws:iam::${accountId}:role${path}${roleName}`,
  path,
  policy: null,
});
const role = roleAt('/');
const serviceLinked = roleAt('/aws-service-role/ecs.amazonaws.com/', 'AWSServiceRoleForECS');
const identityCenter = roleAt(
  '/aws-reserved/sso.amazonaws.com/eu-central-1/',
  'AWSReservedSSO_Admin_0123456789abcdef',
);

const facts = (owner: Owner | undefined, over: Partial<Facts> = {}): Facts => ({
  credential: 'long-term',
  documentation: false,
  owner,
  responderArn: undefined,
  wholeRole: false,
  ...over,
});

const ofUser = { kind: 'user', standing: user } as const;
const sessionOf = (standing: RoleSessionStanding, sessionName?: string): Owner => ({
  kind: 'role-session',
  standing,
  sessionName,
});
const bothSteps = ['deactivate-key', 'deny-user'];
const asOther = { responderArn: `${user.arn}-2` };

describe('what is acted on, on a user', () => {
  it.each<[ReasonId, string[], Facts]>([
    ['user-key', bothSteps, facts(ofUser)],
    ['user-key', bothSteps, facts(ofUser, asOther)],
    ['deleted-key-of-named-user', ['deny-user'], facts({ kind: 'deleted', named: user })],
    [
      'user-session',
      ['deny-user'],
      facts({ kind: 'user-session', standing: user }, { credential: 'temporary' }),
    ],
    ['user-only', ['deny-user'], facts({ kind: 'user-only', standing: user }, { credential: 'none' })],
  ])('%s: %j', (reasonId, steps, known) => {
    const reason = explain(reasonId);
    expect(decide(known)).toEqual({ act: true, reasonId, reason, steps, standing: user });
  });

  it('a key that is off is treated like one that is on: its sessions live on', () => {
    const off = { ...user, keys: [{ accessKeyId: 'AKIAT3SKF7WXYQ2ZNM4B', status: 'Inactive' }] };
    expect(decide(facts({ kind: 'user', standing: off }))).toMatchObject({ act: true, steps: bothSteps });
  });
});

describe('what is acted on, on a role', () => {
  it.each<[ReasonId, string | null, string | undefined, boolean]>([
    ['role-session', 'ci-42', 'ci-42', false],
    ['whole-role', null, 'ci-42', true],
    ['whole-role', null, undefined, true],
  ])('%s: the session %s', (reasonId, denied, sessionName, wholeRole) => {
    const known = facts(sessionOf(role, sessionName), { credential: 'temporary', wholeRole });
    expect(decide(known)).toEqual({
      act: true,
      reasonId,
      reason: explain(reasonId),
      steps: ['deny-session'],
      standing: role,
      sessionName: denied,
    });
  });

  it('a role that only looks like one of Identity Center by its name is an ordinary one', () => {
    const imitation = roleAt('/', 'AWSReservedSSO_Admin_0123456789abcdef');
    expect(decide(facts(sessionOf(imitation, 's')))).toMatchObject({ act: true, reasonId: 'role-session' });
  });
});

const undecided = { kind: 'undecided', why: 'iam:GetAccessKeyLastUsed failed' } as const;
const foreign = { kind: 'not-ours', accountId: '999988887777' } as const;
const temporary = { credential: 'temporary' } as const;
const asUser = { responderArn: user.arn };
const asRole = { responderArn: role.arn };

describe('what is left alone', () => {
  it.each<[ReasonId, string, boolean, Facts]>([
    ['documentation-key', 'not-ours', false, facts(ofUser, { documentation: true })],
    ['documentation-key', 'not-ours', false, facts(foreign, { documentation: true })],
    ['not-ours', 'not-ours', false, facts(foreign)],
    ['not-ours', 'not-ours', false, facts(foreign, temporary)],
    ['principal-unknown', 'not-contained', false, facts({ kind: 'unknown', accountId }, temporary)],
    ['root-key', 'not-contained', false, facts({ kind: 'root', accountId })],
    ['root-key', 'not-contained', false, facts({ kind: 'root', accountId }, temporary)],
    ['principal-gone', 'not-contained', false, facts({ kind: 'gone', what: 'role build' }, temporary)],
    ['other-credential', 'not-contained', false, facts(undefined, { credential: 'other' })],
    ['owner-undecided', 'not-contained', true, facts(undecided)],
    ['owner-undecided', 'not-contained', true, facts(undecided, temporary)],
    ['owner-undecided', 'not-contained', true, facts(undefined)],
    ['deleted-key', 'not-contained', false, facts({ kind: 'deleted', named: undefined })],
    ['own-identity', 'protected', false, facts(ofUser, asUser)],
    ['own-identity', 'protected', false, facts({ kind: 'deleted', named: user }, asUser)],
    ['own-identity', 'protected', false, facts({ kind: 'user-only', standing: user }, asUser)],
    ['own-identity', 'protected', false, facts({ kind: 'user-session', standing: user }, asUser)],
    ['own-identity', 'protected', false, facts(sessionOf(role, 's'), asRole)],
    ['own-identity', 'protected', false, facts(sessionOf(role), { ...asRole, wholeRole: true })],
    ['role-session-unnamed', 'not-contained', false, facts(sessionOf(role), temporary)],
    ['service-linked-role', 'not-contained', false, facts(sessionOf(serviceLinked, 's'))],
    ['service-linked-role', 'not-contained', false, facts(sessionOf(serviceLinked), { wholeRole: true })],
    ['identity-center-role', 'not-contained', false, facts(sessionOf(identityCenter, 's'))],
    ['identity-center-role', 'not-contained', false, facts(sessionOf(identityCenter), { wholeRole: true })],
  ])('%s: %s, to be tried again: %s', (reasonId, status, retry, known) => {
    const plan = decide(known);
    expect(plan).toMatchObject({ act: false, reasonId, status, retry });
    expect(plan.reason).toContain(explain(reasonId));
  });

  it.each<[string, string, Facts]>([
    ['the account of others', '(account 999988887777)', facts(foreign)],
    ['why nothing is known', undecided.why, facts(undecided)],
    ['what is gone', '(role build)', facts({ kind: 'gone', what: 'role build' })],
    ['who we are', user.arn, facts(ofUser, asUser)],
    ['the role that AWS keeps', serviceLinked.arn, facts(sessionOf(serviceLinked, 's'))],
  ])('is told with what was learnt: %s', (_, words, known) => {
    expect(decide(known).reason).toContain(words);
  });

  it.each<[string, Owner]>([
    ['999988887777', foreign],
    [accountId, { kind: 'root', accountId }],
    [accountId, { kind: 'unknown', accountId }],
  ])('is recorded with the account %s, where that is all that is known of it', (account, owner) => {
    expect(decide(facts(owner))).toMatchObject({ accountId: account });
  });
});
