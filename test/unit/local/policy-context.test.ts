import { describe, expect, it } from 'vitest';
import { contextOf } from '#infra/local/policy/context.ts';
import { RequestKeys } from '#infra/local/policy/request-keys.ts';
import { UndecidablePolicy } from '#infra/local/policy/undecidable.ts';
import { cast } from '#test/fixtures/policy-cases/cast.ts';
import { callOf } from '#test/fixtures/policy-cases/scene.ts';

const contextFor = (who: string, extra = {}) => contextOf(callOf(cast(who).caller), extra);

describe('the request context', () => {
  it('has exactly these keys for a user with a long-term key', () => {
    expect(contextFor('alice')).toEqual({
      'aws:userid': 'AIDAALICE000000000000',
      'aws:username': 'alice',
      'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/alice',
      'aws:PrincipalAccount': '111122223333',
      'aws:PrincipalType': 'User',
      'aws:PrincipalIsAWSService': 'false',
      'aws:CurrentTime': '2026-11-23T14:00:00.000Z',
      'aws:EpochTime': '1795442400',
      'aws:SourceIp': '198.51.100.7',
      'aws:UserAgent': 'aws-cli/2.31',
      'aws:RequestedRegion': 'us-east-1',
      'aws:SecureTransport': 'true',
      'aws:ViaAWSService': 'false',
    });
  });

  it('tells a role session by its role, with the path when it is known', () => {
    expect(contextFor('builder')).toMatchObject({
      'aws:userid': 'AROABUILDER00000000000:ci-7',
      'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/builder',
      'aws:PrincipalType': 'AssumedRole',
      'aws:TokenIssueTime': '2026-11-23T10:00:00.000Z',
      'aws:MultiFactorAuthPresent': 'false',
    });
    const roleArn = 'arn:aws:iam::111122223333:role/ci/builder';
    expect(contextFor('builder', { roleArn })).toMatchObject({ 'aws:PrincipalArn': roleArn });
    expect(contextFor('builder')).not.toHaveProperty('aws:username');
  });

  it('gives a GetSessionToken session the name of its user and the time of its token', () => {
    expect(contextFor('alice-token')).toMatchObject({
      'aws:username': 'alice',
      'aws:PrincipalType': 'User',
      'aws:TokenIssueTime': '2026-11-23T10:00:00.000Z',
    });
  });

  it('tells a federated session by itself and without a user name', () => {
    expect(contextFor('carol')).toMatchObject({
      'aws:userid': '111122223333:carol',
      'aws:PrincipalArn': 'arn:aws:sts::111122223333:federated-user/carol',
      'aws:PrincipalType': 'FederatedUser',
    });
    expect(contextFor('carol')).not.toHaveProperty('aws:username');
  });

  it('calls root an account, also in a session', () => {
    expect(contextFor('root')).toMatchObject({
      'aws:PrincipalType': 'Account',
      'aws:userid': '111122223333',
    });
    expect(contextFor('root-token')).toMatchObject({ 'aws:PrincipalType': 'Account' });
    expect(contextFor('root')).not.toHaveProperty('aws:username');
  });

  it('knows a service', () => {
    expect(contextFor('lambda')).toMatchObject({ 'aws:PrincipalIsAWSService': 'true' });
    expect(contextFor('lambda')).not.toHaveProperty('aws:PrincipalArn');
  });

  it('has a source address only where there is one', () => {
    const call = { ...callOf(cast('alice').caller), sourceIp: 'cloudformation.amazonaws.com' };
    expect(contextOf(call)).not.toHaveProperty('aws:SourceIp');
  });

  it('is not taken when it has a key in two cases', () => {
    const twice = { 'aws:SourceIp': '192.0.2.1', 'aws:sourceip': '192.0.2.2' };
    expect(() => new RequestKeys(twice)).toThrow(UndecidablePolicy);
  });

  it("adds tags, organization and resource account, and session tags go before the role's", () => {
    const caller = { ...cast('builder').caller, sessionTags: { team: 'blue' } };
    const extra = {
      principalTags: { Team: 'red', Cost: '7' },
      organizationId: 'o-a1b2c3d4e5',
      resourceAccountId: '444455556666',
    };
    const context = contextOf(callOf(caller), extra);
    expect(context).toMatchObject({
      'aws:PrincipalTag/team': 'blue',
      'aws:PrincipalTag/Cost': '7',
      'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
      'aws:ResourceAccount': '444455556666',
    });
    expect(context).not.toHaveProperty('aws:PrincipalTag/Team');
  });
});
