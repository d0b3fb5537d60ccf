import { describe, expect, it } from 'vitest';
import { refusedForSession } from '#infra/local/policy/session-limits.ts';
import { cast } from '#test/fixtures/policy-cases/cast.ts';

const refused = (who: string, action: string, mfa = false) =>
  refusedForSession({ ...cast(who).caller, mfa }, action) !== undefined;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html */
describe('what no policy can grant to a session', () => {
  it.each([
    ['alice', 'iam:CreateUser', false],
    ['alice', 'sts:GetSessionToken', false],
    ['alice', 'sts:AssumeRole', false],
    ['alice-token', 'iam:CreateUser', true],
    ['alice-token', 'IAM:listusers', true],
    ['alice-token', 'sts:AssumeRole', false],
    ['alice-token', 'sts:GetCallerIdentity', false],
    ['alice-token', 'sts:GetFederationToken', true],
    ['alice-token', 'sts:GetSessionToken', true],
    ['alice-token', 's3:GetObject', false],
    ['carol', 'iam:ListUsers', true],
    ['carol', 'sts:GetCallerIdentity', false],
    ['carol', 'sts:AssumeRole', true],
    ['carol', 'sts:GetSessionToken', true],
    ['carol', 's3:GetObject', false],
    ['builder', 'iam:CreateUser', false],
    ['builder', 'sts:AssumeRole', false],
    ['builder', 'sts:GetSessionToken', true],
    ['builder', 'sts:GetFederationToken', true],
    ['root', 'sts:AssumeRole', true],
    ['root', 'sts:GetSessionToken', false],
    ['root-token', 'sts:AssumeRole', true],
    ['lambda', 'iam:CreateUser', false],
  ])('%s %s: refused %s', (who, action, expected) => {
    expect(refused(who, action)).toBe(expected);
  });

  it('lets a GetSessionToken session with MFA call IAM, and still no more of STS', () => {
    expect(refused('alice-token', 'iam:CreateUser', true)).toBe(false);
    expect(refused('alice-token', 'sts:GetFederationToken', true)).toBe(true);
  });

  it('does not let MFA help a federated session', () => {
    expect(refused('carol', 'iam:CreateUser', true)).toBe(true);
  });

  it('lets the console call IAM, for a user and for a federated one', () => {
    const refusedInConsole = (who: string, action: string) =>
      refusedForSession({ ...cast(who).caller, fromConsole: true }, action) !== undefined;
    expect(refusedInConsole('alice-token', 'iam:CreateUser')).toBe(false);
    expect(refusedInConsole('alice-token', 'sts:AssumeRole')).toBe(false);
    expect(refusedInConsole('alice-token', 'sts:GetFederationToken')).toBe(true);
    expect(refusedInConsole('carol', 'iam:CreateUser')).toBe(false);
    expect(refusedInConsole('carol', 'sts:AssumeRole')).toBe(true);
  });

  it('says why', () => {
    expect(refusedForSession(cast('builder').caller, 'sts:GetSessionToken')).toBe(
      'Cannot call GetSessionToken with session credentials',
    );
    expect(refusedForSession(cast('root').caller, 'sts:AssumeRole')).toBe(
      'Roles may not be assumed by root accounts.',
    );
  });
});
