import { expect, test } from 'vitest';
import type { Operation } from '#infra/local/contract.ts';
import { fullAwsAccess } from '#infra/local/iam/state.ts';
import { account, allow, codeOf, deny, managed, otherAccount, startIam } from './iam-rig.ts';

const put = (PolicyDocument: string, UserName = 'ada') => ({ UserName, PolicyName: 'own', PolicyDocument });

test('who has no policy is denied, in the words of AWS', () => {
  const { as, user } = startIam();
  expect(() => as(user('ada'))('iam:CreateUser', { UserName: 'eve', Path: '/ci/' })).toThrow(
    `User: arn:aws:iam::${account}:user/ada is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${account}:user/ci/eve because no identity-based policy allows the iam:CreateUser action`,
  );
});

test('an explicit deny wins over AdministratorAccess, in the words of AWS', () => {
  const { as, user } = startIam();
  const keys = user('ada', 'AdministratorAccess', 'AWSDenyAll');
  expect(() => as(keys)('iam:GetUser', { UserName: 'ada' })).toThrow(
    `User: arn:aws:iam::${account}:user/ada is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${account}:user/ada with an explicit deny in an identity-based policy`,
  );
  expect(as(keys)('sts:GetCallerIdentity').Account).toBe(account);
});

test('policies of groups count, managed and inline', () => {
  const { as, run, user } = startIam();
  const keys = user('ada');
  run('CreateGroup', { GroupName: 'devs' });
  run('AddUserToGroup', { UserName: 'ada', GroupName: 'devs' });
  run('AttachGroupPolicy', { GroupName: 'devs', PolicyArn: managed('IAMReadOnlyAccess') });
  as(keys)('iam:ListUsers');
  run('PutGroupPolicy', { GroupName: 'devs', PolicyName: 'no', PolicyDocument: deny('iam:ListUsers') });
  expect(codeOf(() => as(keys)('iam:ListUsers'))).toBe('AccessDenied');
});

test('a boundary limits, and AWSDenyAll as a boundary denies everything', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  const bound = (name: string) =>
    run('PutUserPermissionsBoundary', { UserName: 'ada', PermissionsBoundary: managed(name) });
  bound('IAMReadOnlyAccess');
  as(keys)('iam:ListUsers');
  expect(() => as(keys)('iam:CreateUser', { UserName: 'eve' })).toThrow(
    'because no permissions boundary allows',
  );
  bound('AWSDenyAll');
  expect(() => as(keys)('iam:ListUsers')).toThrow('with an explicit deny in a permissions boundary');
});

test('iam:PolicyARN pins what may be attached', () => {
  const { as, run, user } = startIam();
  const keys = user('ada');
  const only = { ArnEquals: { 'iam:PolicyARN': managed('AWSDenyAll') } };
  run('PutUserPolicy', put(allow(['iam:AttachUserPolicy', 'iam:DetachUserPolicy'], '*', only)));
  const attach = (name: string) =>
    as(keys)('iam:AttachUserPolicy', { UserName: 'ada', PolicyArn: managed(name) });
  expect(codeOf(() => attach('AdministratorAccess'))).toBe('AccessDenied');
  attach('AWSDenyAll');
});

test('iam:PermissionsBoundary is the boundary that is set, else the one that stands', () => {
  const { as, run, user } = startIam();
  const keys = user('ada');
  const only = { StringEquals: { 'iam:PermissionsBoundary': managed('AWSDenyAll') } };
  run('PutUserPolicy', put(allow(['iam:PutUserPermissionsBoundary', 'iam:PutUserPolicy'], '*', only)));
  run('CreateUser', { UserName: 'eve' });
  const bound = (name: string) =>
    as(keys)('iam:PutUserPermissionsBoundary', { UserName: 'eve', PermissionsBoundary: managed(name) });
  const write = () => as(keys)('iam:PutUserPolicy', put(allow('s3:*'), 'eve'));
  expect(codeOf(() => bound('AdministratorAccess'))).toBe('AccessDenied');
  expect(codeOf(write)).toBe('AccessDenied');
  bound('AWSDenyAll');
  write();
});

test('tags of the resource and of the principal are conditions', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  run('TagUser', { UserName: 'ada', Tags: [{ Key: 'team', Value: 'shop' }] });
  run('CreateUser', { UserName: 'eve', Tags: [{ Key: 'team', Value: 'bank' }] });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is IAM's policy variable
  const foreign = { StringNotEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } };
  run('PutUserPolicy', put(deny('iam:GetUser', foreign)));
  as(keys)('iam:GetUser', { UserName: 'ada' });
  expect(codeOf(() => as(keys)('iam:GetUser', { UserName: 'eve' }))).toBe('AccessDenied');
});

test('a service control policy binds even root, but not the management account', () => {
  const noUsers = { Statement: { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' } } as const;
  const scps = [fullAwsAccess, noUsers];
  const organization = (managementAccountId: string) => ({
    id: 'o-abcdefghij',
    managementAccountId,
    scps: { [account]: scps },
  });
  const member = startIam({ organization: organization(otherAccount) });
  const create = () => member.as(member.rootKey())('iam:CreateUser', { UserName: 'eve' });
  expect(create).toThrow('with an explicit deny in a service control policy');
  member.as(member.rootKey())('iam:ListUsers');
  const management = startIam({ organization: organization(account) });
  management.as(management.rootKey())('iam:CreateUser', { UserName: 'eve' });
});

test('every resource of a call must be allowed', () => {
  const { authorizer, identities, clock, run, user } = startIam();
  const keys = user('ada');
  run('PutUserPolicy', put(allow('x:Copy', 'arn:aws:x:::a')));
  const { caller } = identities.find(keys.accessKeyId, undefined);
  const origin = { region: 'us-east-1', requestId: 'r', sourceIp: '203.0.113.9', userAgent: 't' };
  const call = { ...origin, service: 'x', operation: 'Copy', caller, now: clock.now() };
  const copy = (...names: string[]) => {
    const resources = () => names.map((name) => `arn:aws:x:::${name}`);
    const operation: Operation = { readOnly: false, resources, run: () => ({}) };
    authorizer.authorize(call, operation, {});
  };
  copy('a');
  expect(() => copy('a', 'b')).toThrow('on resource: arn:aws:x:::b because');
});

test('a policy that cannot be evaluated lets nothing through, and says which it is', () => {
  const { as, run, user, state } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  run('PutUserPolicy', put(allow('s3:*')));
  const id = run('GetUser', { UserName: 'ada' }).User.UserId;
  state.users.update(id, (known) => ({ ...known, inline: new Map([['broken', '{"Statement":']]) }));
  expect(() => as(keys)('iam:ListUsers')).toThrow('policy broken cannot be evaluated');
  expect(codeOf(() => as(keys)('iam:ListUsers'))).toBe('AccessDenied');
});

test('the quarantine of AWS is partial: it stops new keys and spares sts:AssumeRole', () => {
  for (const version of ['', 'V2', 'V3', 'V4']) {
    const { as, run, user } = startIam();
    const keys = user('ada', 'AdministratorAccess', `AWSCompromisedKeyQuarantine${version}`);
    expect(codeOf(() => as(keys)('iam:CreateAccessKey'))).toBe('AccessDenied');
    const simulated = run('SimulatePrincipalPolicy', {
      PolicySourceArn: `arn:aws:iam::${account}:user/ada`,
      ActionNames: ['sts:AssumeRole', 'lambda:InvokeFunction', 'ec2:RunInstances'],
    });
    const decisions = simulated.EvaluationResults.map(
      ({ EvalDecision }: { EvalDecision: string }) => EvalDecision,
    );
    expect(decisions).toEqual(['allowed', 'allowed', 'explicitDeny']);
  }
});
