import { expect, test } from 'vitest';
import { account, allow, codeOf, managed, startIam, trust } from './iam-rig.ts';

const ten = [
  'AmazonS3ReadOnlyAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonSQSReadOnlyAccess',
  'AmazonSNSReadOnlyAccess',
  'AmazonDynamoDBReadOnlyAccess',
  'AmazonRDSReadOnlyAccess',
  'AmazonVPCReadOnlyAccess',
  'AWSLambda_ReadOnlyAccess',
  'CloudWatchReadOnlyAccess',
  'IAMReadOnlyAccess',
];

test('attaching twice is one attachment, and detaching what is not attached fails', () => {
  const { run } = startIam();
  const input = { UserName: 'ada', PolicyArn: managed('AWSDenyAll') };
  run('CreateUser', { UserName: 'ada' });
  run('AttachUserPolicy', input);
  run('AttachUserPolicy', input);
  expect(run('ListAttachedUserPolicies', { UserName: 'ada' })).toEqual({
    AttachedPolicies: [{ PolicyName: 'AWSDenyAll', PolicyArn: managed('AWSDenyAll') }],
    IsTruncated: false,
  });
  run('DetachUserPolicy', input);
  expect(() => run('DetachUserPolicy', input)).toThrow(`Policy ${managed('AWSDenyAll')} was not found.`);
});

test('the eleventh managed policy is over the quota, unless the quota was raised or it is there already', () => {
  const { run, user, state } = startIam();
  user('ada', ...ten);
  const eleventh = () => run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('AWSDenyAll') });
  expect(eleventh).toThrow('Cannot exceed quota for PoliciesPerUser: 10');
  expect(codeOf(eleventh)).toBe('LimitExceeded');
  run('AttachUserPolicy', { UserName: 'ada', PolicyArn: managed('IAMReadOnlyAccess') });
  const quotas = state.accounts.get(account)?.quotas;
  if (quotas) quotas.attached.user = 20;
  eleventh();
  expect(run('GetAccountSummary', {}).SummaryMap.AttachedPoliciesPerUserQuota).toBe(20);
});

test('inline policies may have 2,048 characters together, white space not counted', () => {
  const { run } = startIam();
  const UserName = 'ada';
  run('CreateUser', { UserName });
  const long = allow(Array.from({ length: 75 }, (_, at) => `s3:GetObjectNumber${at}`));
  const spaced = JSON.stringify(JSON.parse(long), null, 8);
  expect(spaced.length).toBeGreaterThan(2048);
  run('PutUserPolicy', { UserName, PolicyName: 'long', PolicyDocument: spaced });
  const put = () => run('PutUserPolicy', { UserName, PolicyName: 'more', PolicyDocument: long });
  expect(put).toThrow('Maximum policy size of 2048 bytes exceeded for user ada');
  run('PutUserPolicy', { UserName, PolicyName: 'long', PolicyDocument: long });
});

test('an inline policy is given back as it was put, percent-encoded', () => {
  const { run } = startIam();
  const PolicyDocument = ` ${allow('s3:*')}\n`;
  run('CreateUser', { UserName: 'ada' });
  run('PutUserPolicy', { UserName: 'ada', PolicyName: 'p', PolicyDocument });
  const answer = run('GetUserPolicy', { UserName: 'ada', PolicyName: 'p' });
  expect(decodeURIComponent(answer.PolicyDocument)).toBe(PolicyDocument);
  expect(answer.PolicyDocument).toMatch(/^%20%7B/);
  expect(run('ListUserPolicies', { UserName: 'ada' }).PolicyNames).toEqual(['p']);
  run('DeleteUserPolicy', { UserName: 'ada', PolicyName: 'p' });
  expect(() => run('GetUserPolicy', { UserName: 'ada', PolicyName: 'p' })).toThrow(
    'The user policy with name p cannot be found.',
  );
});

test('a document that is no policy is not kept', () => {
  const { run } = startIam();
  run('CreateUser', { UserName: 'ada' });
  const put = (PolicyDocument: string) => () =>
    run('PutUserPolicy', { UserName: 'ada', PolicyName: 'p', PolicyDocument });
  expect(codeOf(put('{'))).toBe('MalformedPolicyDocument');
  expect(codeOf(put(JSON.stringify(trust({ AWS: '*' }))))).toBe('MalformedPolicyDocument');
  expect(run('ListUserPolicies', { UserName: 'ada' }).PolicyNames).toEqual([]);
});

test('a boundary replaces the one that stood, and must exist', () => {
  const { run } = startIam();
  const UserName = 'ada';
  run('CreateUser', { UserName });
  const put = (name: string) =>
    run('PutUserPermissionsBoundary', { UserName, PermissionsBoundary: managed(name) });
  const boundary = () => run('GetUser', { UserName }).User.PermissionsBoundary?.PermissionsBoundaryArn;
  put('ReadOnlyAccess');
  put('AWSDenyAll');
  expect(boundary()).toBe(managed('AWSDenyAll'));
  expect(codeOf(() => put('NoSuchPolicy'))).toBe('NoSuchEntity');
  run('DeleteUserPermissionsBoundary', { UserName });
  expect(boundary()).toBeUndefined();
});

test('a customer managed policy is created, shown, counted and protected while it is in use', () => {
  const { run } = startIam();
  const input = { PolicyName: 'shop', Path: '/team/', PolicyDocument: allow('s3:*') };
  const { Policy } = run('CreatePolicy', input);
  expect(Policy.Arn).toBe(`arn:aws:iam::${account}:policy/team/shop`);
  expect(codeOf(() => run('CreatePolicy', { ...input, Path: '/' }))).toBe('EntityAlreadyExists');
  run('CreateUser', { UserName: 'ada' });
  run('AttachUserPolicy', { UserName: 'ada', PolicyArn: Policy.Arn });
  expect(run('GetPolicy', { PolicyArn: Policy.Arn }).Policy.AttachmentCount).toBe(1);
  expect(codeOf(() => run('DeletePolicy', { PolicyArn: Policy.Arn }))).toBe('DeleteConflict');
  const { PolicyVersion } = run('GetPolicyVersion', { PolicyArn: Policy.Arn, VersionId: 'v1' });
  expect(decodeURIComponent(PolicyVersion.Document)).toBe(input.PolicyDocument);
  expect(run('ListPolicies', { Scope: 'Local' }).Policies).toHaveLength(1);
  run('DetachUserPolicy', { UserName: 'ada', PolicyArn: Policy.Arn });
  run('DeletePolicy', { PolicyArn: Policy.Arn });
  expect(codeOf(() => run('GetPolicy', { PolicyArn: Policy.Arn }))).toBe('NoSuchEntity');
});

test('roles of AWS cannot be changed by customers', () => {
  const { as, run, user } = startIam();
  const admin = as(user('ada', 'AdministratorAccess'));
  const RoleName = 'AWSServiceRoleForSupport';
  const AssumeRolePolicyDocument = JSON.stringify(trust({ Service: 'support.amazonaws.com' }));
  const Path = '/aws-service-role/support.amazonaws.com/';
  expect(codeOf(() => admin('iam:CreateRole', { RoleName, Path, AssumeRolePolicyDocument }))).toBe(
    'ValidationError',
  );
  run('CreateRole', { RoleName, Path, AssumeRolePolicyDocument });
  const PolicyDocument = allow('s3:*');
  const put = () => admin('iam:PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
  expect(codeOf(put)).toBe('UnmodifiableEntity');
  expect(put).toThrow(`Cannot perform the operation on the protected role '${RoleName}'`);
  expect(admin('iam:GetRole', { RoleName }).Role.Path).toBe(Path);
});

test('a role shows its trust policy percent-encoded, and a changed one', () => {
  const { run } = startIam();
  const given = JSON.stringify(trust({ Service: 'ec2.amazonaws.com' }));
  const changed = JSON.stringify(trust({ AWS: account }));
  const { Role } = run('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: given });
  expect(Role.RoleId).toMatch(/^AROA/);
  expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toBe(given);
  run('UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: changed });
  expect(decodeURIComponent(run('ListRoles', {}).Roles[0].AssumeRolePolicyDocument)).toBe(changed);
  expect(codeOf(() => run('UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: allow('s3:*') }))).toBe(
    'MalformedPolicyDocument',
  );
  run('DeleteRole', { RoleName: 'r' });
  expect(() => run('GetRole', { RoleName: 'r' })).toThrow('The role with name r cannot be found.');
});
