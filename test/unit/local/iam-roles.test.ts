import { expect, test } from 'vitest';
import { account, allow, codeOf, deny, managed, start, startIam, trust } from './iam-rig.ts';

const document = deny('*', { DateLessThan: { 'aws:TokenIssueTime': start.toISOString() } });

/** Everything that would change a role, with what is needed to ask for it. */
const changes: [string, object][] = [
  ['PutRolePolicy', { PolicyName: 'p', PolicyDocument: document }],
  ['DeleteRolePolicy', { PolicyName: 'p' }],
  ['AttachRolePolicy', { PolicyArn: managed('AWSDenyAll') }],
  ['DetachRolePolicy', { PolicyArn: managed('AWSDenyAll') }],
  ['PutRolePermissionsBoundary', { PermissionsBoundary: managed('AWSDenyAll') }],
  ['DeleteRolePermissionsBoundary', {}],
  ['UpdateAssumeRolePolicy', { PolicyDocument: JSON.stringify(trust({ AWS: account })) }],
  ['DeleteRole', {}],
];

test('a service-linked role is made for its service, under a path that nobody else may use', () => {
  const { as, user } = startIam();
  const admin = as(user('ada', 'AdministratorAccess'));
  const input = { AWSServiceName: 'guardduty.amazonaws.com', Description: 'finds things' };
  const { Role } = admin('iam:CreateServiceLinkedRole', input);
  const name = 'AWSServiceRoleForAmazonGuardDuty';
  expect(Role).toMatchObject({
    RoleName: name,
    Path: '/aws-service-role/guardduty.amazonaws.com/',
    Arn: `arn:aws:iam::${account}:role/aws-service-role/guardduty.amazonaws.com/${name}`,
    Description: 'finds things',
  });
  expect(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument)).Statement).toMatchObject([
    { Principal: { Service: 'guardduty.amazonaws.com' } },
  ]);
  expect(codeOf(() => admin('iam:CreateServiceLinkedRole', input))).toBe('InvalidInput');
  const second = admin('iam:CreateServiceLinkedRole', { ...input, CustomSuffix: 'two' });
  expect(second.Role.RoleName).toBe(`${name}_two`);
  expect(codeOf(() => admin('iam:CreateServiceLinkedRole', { AWSServiceName: 'nobody' }))).toBe(
    'InvalidInput',
  );
  const forged = {
    RoleName: 'x',
    Path: Role.Path,
    AssumeRolePolicyDocument: JSON.stringify(trust({ AWS: account })),
  };
  expect(codeOf(() => admin('iam:CreateRole', forged))).toBe('ValidationError');
});

test('a policy may limit for which service a role is made', () => {
  const { as, run, user } = startIam();
  const keys = user('bob');
  const PolicyDocument = allow('iam:CreateServiceLinkedRole', '*', {
    StringLike: { 'iam:AWSServiceName': 'ecs.amazonaws.com' },
  });
  run('PutUserPolicy', { UserName: 'bob', PolicyName: 'p', PolicyDocument });
  const make = (AWSServiceName: string) =>
    codeOf(() => as(keys)('iam:CreateServiceLinkedRole', { AWSServiceName }));
  expect(make('ecs.amazonaws.com')).toBeUndefined();
  expect(make('rds.amazonaws.com')).toBe('AccessDenied');
});

test.each(changes)(
  '%s is refused on roles of AWS, also to root, and not for a name alone',
  (operation, more) => {
    const { as, rootKey, run, setUp, user } = startIam();
    const { Role: linked } = run('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });
    const sso = setUp(account).createIdentityCenterRole('Administrator');
    expect(sso.Arn).toMatch(
      /:role\/aws-reserved\/sso\.amazonaws\.com\/AWSReservedSSO_Administrator_[0-9a-f]{16}$/,
    );
    for (const who of [as(user('ada', 'AdministratorAccess')), as(rootKey())]) {
      for (const { RoleName } of [linked, sso]) {
        const before = run('GetRole', { RoleName });
        expect(codeOf(() => who(`iam:${operation}`, { RoleName, ...more }))).toBe('UnmodifiableEntity');
        expect(run('GetRole', { RoleName })).toEqual(before);
      }
    }
    const RoleName = 'AWSReservedSSO_Administrator_0123456789abcdef';
    run('CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust({ AWS: account })) });
    const code = codeOf(() => as(rootKey())(`iam:${operation}`, { RoleName, ...more }));
    expect(code).not.toBe('UnmodifiableEntity');
  },
);

test('a session of an Identity Center role works, and its ARN does not tell the path', () => {
  const { as, run, setUp } = startIam();
  const { RoleName } = setUp(account).createIdentityCenterRole('ReadOnly');
  run('AttachRolePolicy', { RoleName, PolicyArn: managed('ReadOnlyAccess') });
  const session = as(setUp(account).issueRoleSession(RoleName, 'alice@company.example'));
  session('s3:ListAllMyBuckets');
  expect(session('sts:GetCallerIdentity').Arn).toBe(
    `arn:aws:sts::${account}:assumed-role/${RoleName}/alice@company.example`,
  );
  expect(run('GetRole', { RoleName }).Role.Path).toBe('/aws-reserved/sso.amazonaws.com/');
});

test('an inline policy of a role is put, read percent-encoded, listed and deleted', () => {
  const { role, run } = startIam();
  role('r', trust({ AWS: account }));
  const named = { RoleName: 'r', PolicyName: 'deny' };
  expect(codeOf(() => run('GetRolePolicy', named))).toBe('NoSuchEntity');
  run('PutRolePolicy', { ...named, PolicyDocument: document });
  expect(decodeURIComponent(run('GetRolePolicy', named).PolicyDocument)).toBe(document);
  expect(run('ListRolePolicies', { RoleName: 'r' }).PolicyNames).toEqual(['deny']);
  run('DeleteRolePolicy', named);
  expect(run('ListRolePolicies', { RoleName: 'r' }).PolicyNames).toEqual([]);
  expect(codeOf(() => run('DeleteRolePolicy', named))).toBe('NoSuchEntity');
});

test('all inline policies of a role together have 10,240 characters, without white space', () => {
  const { role, run } = startIam();
  role('r', trust({ AWS: account }));
  const bare = allow('s3:*', 'arn:aws:s3:::').length;
  const put = (PolicyName: string, length: number) => {
    const document = allow('s3:*', `arn:aws:s3:::${'a'.repeat(length - bare)}`);
    expect(document).toHaveLength(length);
    const PolicyDocument = ` ${document}\n`;
    return codeOf(() => run('PutRolePolicy', { RoleName: 'r', PolicyName, PolicyDocument }));
  };
  expect(put('first', 10_000)).toBeUndefined();
  expect(put('second', 241)).toBe('LimitExceeded');
  expect(put('second', 240)).toBeUndefined();
  // It takes the place of itself.
  expect(put('first', 10_000)).toBeUndefined();
  expect(run('ListRolePolicies', { RoleName: 'r' }).PolicyNames).toEqual(['first', 'second']);
});

test('a role takes twenty managed policies', () => {
  const { role, run } = startIam();
  role('r', trust({ AWS: account }));
  const arns = Array.from({ length: 21 }, (_, n) => {
    const input = { PolicyName: `p${n}`, PolicyDocument: allow('s3:*') };
    return run('CreatePolicy', input).Policy.Arn;
  });
  const codes = arns.map((PolicyArn) => codeOf(() => run('AttachRolePolicy', { RoleName: 'r', PolicyArn })));
  expect(codes.slice(0, 20).every((code) => code === undefined)).toBe(true);
  expect(codes[20]).toBe('LimitExceeded');
});
