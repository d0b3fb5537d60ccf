import { expect, test } from 'vitest';
import { account, allow, codeOf, managed, start, startIam } from './iam-rig.ts';

test('GetUser shows what CreateUser made, and ListUsers leaves tags and boundary out', () => {
  const { run } = startIam();
  const PermissionsBoundary = managed('ReadOnlyAccess');
  const Tags = [{ Key: 'team', Value: 'shop' }];
  const { User } = run('CreateUser', { UserName: 'ada', Path: '/ci/', PermissionsBoundary, Tags });
  expect(User).toEqual({
    Path: '/ci/',
    UserName: 'ada',
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${account}:user/ci/ada`,
    CreateDate: start,
    PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary },
    Tags,
  });
  expect(run('GetUser', { UserName: 'ada' }).User).toEqual(User);
  expect(Object.keys(run('ListUsers', {}).Users[0])).toEqual([
    'Path',
    'UserName',
    'UserId',
    'Arn',
    'CreateDate',
  ]);
});

test('names are unique whatever their case, and found in their own case', () => {
  const { run } = startIam();
  run('CreateUser', { UserName: 'Ada' });
  expect(() => run('CreateUser', { UserName: 'ada' })).toThrow('User with name ada already exists.');
  expect(() => run('GetUser', { UserName: 'ada' })).toThrow('The user with name ada cannot be found.');
});

test('a list is paged by markers that outlive changes', () => {
  const { run } = startIam();
  for (const UserName of ['a', 'b', 'c', 'd', 'e']) run('CreateUser', { UserName });
  const first = run('ListUsers', { MaxItems: 2 });
  expect(first.IsTruncated).toBe(true);
  run('DeleteUser', { UserName: 'b' });
  run('CreateUser', { UserName: 'aa' });
  const second = run('ListUsers', { MaxItems: 2, Marker: first.Marker });
  const third = run('ListUsers', { MaxItems: 2, Marker: second.Marker });
  const names = [first, second, third].flatMap(({ Users }) =>
    Users.map((user: { UserName: string }) => user.UserName),
  );
  expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(third).not.toHaveProperty('Marker');
  expect(codeOf(() => run('ListUsers', { Marker: 'made up' }))).toBe('ValidationError');
});

test('a user is deleted only when nothing hangs on it', () => {
  const { run, keyOf } = startIam();
  const UserName = 'ada';
  run('CreateUser', { UserName });
  run('CreateGroup', { GroupName: 'devs' });
  const { accessKeyId: AccessKeyId } = keyOf(UserName);
  const PolicyArn = managed('ReadOnlyAccess');
  const steps: [string, object, string, object][] = [
    ['AttachUserPolicy', { UserName, PolicyArn }, 'DetachUserPolicy', { UserName, PolicyArn }],
    [
      'PutUserPolicy',
      { UserName, PolicyName: 'p', PolicyDocument: allow('s3:*') },
      'DeleteUserPolicy',
      { UserName, PolicyName: 'p' },
    ],
    ['CreateLoginProfile', { UserName, Password: 'x' }, 'DeleteLoginProfile', { UserName }],
    [
      'AddUserToGroup',
      { UserName, GroupName: 'devs' },
      'RemoveUserFromGroup',
      { UserName, GroupName: 'devs' },
    ],
  ];
  expect(codeOf(() => run('DeleteUser', { UserName }))).toBe('DeleteConflict');
  run('DeleteAccessKey', { UserName, AccessKeyId });
  for (const [make, made, unmake, unmade] of steps) {
    run(make, made);
    expect(codeOf(() => run('DeleteUser', { UserName }))).toBe('DeleteConflict');
    run(unmake, unmade);
  }
  run('DeleteUser', { UserName });
  expect(codeOf(() => run('GetUser', { UserName }))).toBe('NoSuchEntity');
});

test('a renamed user keeps its keys and gets a new ARN', () => {
  const { as, run, user } = startIam();
  const keys = user('ada', 'AdministratorAccess');
  user('bob');
  expect(codeOf(() => run('UpdateUser', { UserName: 'ada', NewUserName: 'bob' }))).toBe(
    'EntityAlreadyExists',
  );
  run('UpdateUser', { UserName: 'ada', NewUserName: 'countess', NewPath: '/x/' });
  expect(as(keys)('iam:GetUser').User.Arn).toBe(`arn:aws:iam::${account}:user/x/countess`);
  expect(codeOf(() => run('GetUser', { UserName: 'ada' }))).toBe('NoSuchEntity');
  run('CreateUser', { UserName: 'ada' });
});

test('a login profile is created once, changed and removed', () => {
  const { run } = startIam();
  const UserName = 'ada';
  run('CreateUser', { UserName });
  expect(() => run('GetLoginProfile', { UserName })).toThrow('Login Profile for User ada cannot be found.');
  const shown = { UserName, CreateDate: start, PasswordResetRequired: true };
  const made = run('CreateLoginProfile', { UserName, Password: 'x', PasswordResetRequired: true });
  expect(made).toEqual({ LoginProfile: shown });
  expect(codeOf(() => run('CreateLoginProfile', { UserName }))).toBe('EntityAlreadyExists');
  run('UpdateLoginProfile', { UserName, PasswordResetRequired: false });
  expect(run('GetLoginProfile', { UserName }).LoginProfile.PasswordResetRequired).toBe(false);
  run('DeleteLoginProfile', { UserName });
  expect(codeOf(() => run('DeleteLoginProfile', { UserName }))).toBe('NoSuchEntity');
});

test('tags are added, replaced and removed', () => {
  const { run } = startIam();
  const UserName = 'ada';
  run('CreateUser', { UserName, Tags: [{ Key: 'a', Value: '1' }] });
  run('TagUser', {
    UserName,
    Tags: [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '3' },
    ],
  });
  run('UntagUser', { UserName, TagKeys: ['b'] });
  expect(run('ListUserTags', { UserName }).Tags).toEqual([{ Key: 'a', Value: '2' }]);
});

test('groups know their users, and users their groups', () => {
  const { run } = startIam();
  run('CreateGroup', { GroupName: 'devs' });
  for (const UserName of ['ada', 'bob']) {
    run('CreateUser', { UserName });
    run('AddUserToGroup', { UserName, GroupName: 'devs' });
  }
  expect(run('GetGroup', { GroupName: 'devs', MaxItems: 1 }).Users).toHaveLength(1);
  expect(run('GetGroup', { GroupName: 'devs' }).Users).toHaveLength(2);
  expect(run('ListGroupsForUser', { UserName: 'ada' }).Groups[0].GroupName).toBe('devs');
  expect(codeOf(() => run('DeleteGroup', { GroupName: 'devs' }))).toBe('DeleteConflict');
  run('RemoveUserFromGroup', { UserName: 'ada', GroupName: 'devs' });
  expect(codeOf(() => run('RemoveUserFromGroup', { UserName: 'ada', GroupName: 'devs' }))).toBe(
    'NoSuchEntity',
  );
});

test('names and paths that IAM does not take are refused', () => {
  const { run } = startIam();
  expect(codeOf(() => run('CreateUser', { UserName: 'a b' }))).toBe('ValidationError');
  expect(codeOf(() => run('CreateUser', { UserName: 'a'.repeat(65) }))).toBe('ValidationError');
  expect(codeOf(() => run('CreateUser', { UserName: 'a', Path: 'ci' }))).toBe('ValidationError');
});
