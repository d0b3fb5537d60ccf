import fc from 'fast-check';
import type { Cloud } from './cloud.ts';
import { accountId } from './cloud.ts';

const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
export const denyAll = managed('AWSDenyAll');
export const ownPolicy = `arn:aws:iam::${accountId}:policy/teams/shop`;

const policies = [
  ...['AmazonS3ReadOnlyAccess', 'AmazonEC2ReadOnlyAccess', 'AmazonSQSReadOnlyAccess', 'IAMReadOnlyAccess'],
  ...['AmazonSNSReadOnlyAccess', 'AmazonDynamoDBReadOnlyAccess', 'AmazonRDSReadOnlyAccess'],
  ...['CloudWatchReadOnlyAccess', 'AdministratorAccess'],
].map(managed);
const quarantine = managed('AWSCompromisedKeyQuarantineV3');

/** How many a user may have attached. */
export const roomForPolicies = 10;

const allow = (Action: string, Condition?: object): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource: '*', ...(Condition && { Condition }) }],
    },
    null,
    // Nobody writes policies as JSON.stringify does: what stands there must come back with its white space.
    2,
  );

const inline = fc.subarray([
  ['deploy', allow('s3:*')],
  ['read+only=,@x', allow('ec2:Describe*')],
  ['dated', allow('sqs:*', { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })],
] as [string, string][]);

const tags = fc.subarray([
  { Key: 'team', Value: 'platform' },
  { Key: 'owner', Value: 'ä "quoted" & <odd>' },
  { Key: 'empty', Value: '' },
]);
const status = fc.constantFrom('Active' as const, 'Active' as const, 'Inactive' as const);
const path = fc.constantFrom('/', '/ci/', '/services/payments/eu/');
const name = fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,20}$/);

/** A few of the others, up to as many as there is room for. */
const attached = fc
  .record({
    others: fc.oneof(fc.subarray(policies), fc.constant([...policies, ownPolicy])),
    denied: fc.constantFrom(false, false, false, true),
    quarantined: fc.constantFrom(false, false, true),
  })
  .map(({ others, denied, quarantined }) =>
    [...(denied ? [denyAll] : []), ...(quarantined ? [quarantine] : []), ...others].slice(0, roomForPolicies),
  );

const service = fc.record({
  serviceName: fc.constantFrom('bedrock.amazonaws.com', 'codecommit.amazonaws.com'),
  status,
  /** Made after the leak. */
  late: fc.boolean(),
});

const user = fc.record({
  path,
  tags,
  inline,
  attached,
  keys: fc.array(status, { maxLength: 2 }),
  boundary: fc.constantFrom(undefined, undefined, managed('PowerUserAccess'), ownPolicy, denyAll),
  groups: fc.subarray(['developers', 'Deploy+Team']),
  console: fc.boolean(),
  services: fc.array(service, { maxLength: 2 }),
});

const role = fc.record({
  path: fc.constantFrom('/', '/app/'),
  tags,
  inline,
  attached: fc.subarray(policies),
  boundary: fc.constantFrom(undefined, managed('PowerUserAccess')),
});

/** The user and the role whose credential leaks come first; the user has as many keys as it is told. */
export const generatedAccount = fc.record({
  names: fc.uniqueArray(name, {
    minLength: 4,
    maxLength: 4,
    selector: (each) => each.toLowerCase(),
  }),
  users: fc.array(user, { minLength: 1, maxLength: 3 }),
  roles: fc.array(role, { minLength: 1, maxLength: 2 }),
});
type Generated = typeof generatedAccount extends fc.Arbitrary<infer T> ? T : never;
type User = Generated['users'][number];

export interface FilledUser extends User {
  name: string;
  id: string;
  keyIds: string[];
  /** Those of `services`, in their order. */
  serviceIds: string[];
}

export interface Filled {
  users: FilledUser[];
  roles: { name: string; id: string }[];
}

const hour = 3_600_000;
/** How long ago the credential leaked, in milliseconds. */
export const leakedAgo = 24 * hour;

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** Fills an account as it was generated, most of it before the leak. */
export const fill = ({ names, users, roles }: Generated, cloud: Cloud): Filled => {
  const { run, clock } = cloud;
  clock.milliseconds = leakedAgo + hour;
  run('CreatePolicy', { PolicyName: 'shop', Path: '/teams/', PolicyDocument: allow('s3:GetObject') });
  for (const GroupName of ['developers', 'Deploy+Team']) {
    run('CreateGroup', { GroupName });
    run('AttachGroupPolicy', { GroupName, PolicyArn: managed('ReadOnlyAccess') });
  }
  const filled = {
    users: users.map((each, at) => fillUser(each, `${names[at]}${at}`, cloud)),
    roles: roles.map((each, at) => fillRole(each, `${names[at]}-role${at}`, cloud)),
  };
  clock.milliseconds = 0;
  return filled;
};

const fillUser = (user: User, UserName: string, { run, clock }: Cloud): FilledUser => {
  const { path: Path, tags: Tags, boundary, keys } = user;
  const { User } = run('CreateUser', {
    UserName,
    Path,
    Tags,
    ...(boundary && { PermissionsBoundary: boundary }),
  });
  for (const PolicyArn of user.attached) run('AttachUserPolicy', { UserName, PolicyArn });
  for (const [PolicyName, PolicyDocument] of user.inline)
    run('PutUserPolicy', { UserName, PolicyName, PolicyDocument });
  for (const GroupName of user.groups) run('AddUserToGroup', { UserName, GroupName });
  if (user.console) run('CreateLoginProfile', { UserName, Password: crypto.randomUUID() });
  const keyIds = keys.map((Status) => {
    const { AccessKeyId } = run('CreateAccessKey', { UserName }).AccessKey;
    run('UpdateAccessKey', { UserName, AccessKeyId, Status });
    return AccessKeyId;
  });
  const serviceIds = user.services.map(({ serviceName: ServiceName, status: Status, late }) => {
    clock.milliseconds = leakedAgo + (late ? -hour : hour);
    const made = run('CreateServiceSpecificCredential', { UserName, ServiceName });
    const { ServiceSpecificCredentialId } = made.ServiceSpecificCredential;
    run('UpdateServiceSpecificCredential', { UserName, ServiceSpecificCredentialId, Status });
    clock.milliseconds = leakedAgo + hour;
    return ServiceSpecificCredentialId;
  });
  return { ...user, name: UserName, id: User.UserId, keyIds, serviceIds };
};

const fillRole = (
  { path: Path, tags: Tags, boundary, ...role }: Generated['roles'][number],
  RoleName: string,
  { run }: Cloud,
) => {
  const { Role } = run('CreateRole', {
    RoleName,
    Path,
    Tags,
    AssumeRolePolicyDocument: trust,
    ...(boundary && { PermissionsBoundary: boundary }),
  });
  for (const PolicyArn of role.attached) run('AttachRolePolicy', { RoleName, PolicyArn });
  for (const [PolicyName, PolicyDocument] of role.inline)
    run('PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
  return { name: RoleName, id: Role.RoleId };
};
