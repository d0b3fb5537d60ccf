import {
  AttachRolePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  LimitExceededException,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  NoSuchEntityException,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { accountId, type fakeAccount, key, signal, tagsOut } from './fake-account.ts';

export const roleKey = `ASIA${key.slice(4)}`;

export interface FakeRole {
  name: string;
  /** The unique id: a role that is made anew under the same name has another. */
  id: string;
  arn: string;
  path: string;
  /** Inline policies by name, as the text that was put. */
  policies: Record<string, string>;
  /** ARNs of attached policies, and how many there may be. */
  attached: string[];
  quota: number;
  boundary: string | undefined;
  tags?: Record<string, string>;
}

/** The name of the inline policy by which our credential's sessions are denied. */
export const ourPolicy = `TourniquetDeny-${roleKey}`;

const noSuchEntity = () => new NoSuchEntityException({ message: 'not found', $metadata: {} });

/** A role behind the mocked client of a fake account: its answers follow from its state. */
export const fakeRole = (mock: ReturnType<typeof fakeAccount>['mock']): FakeRole => {
  const role: FakeRole = {
    name: 'build',
    id: 'AROAT3SKF7WXYEXAMPLE1',
    arn: `arn:aws:iam::${accountId}:role/ci/build`,
    path: '/ci/',
    policies: { bystander: '{"Version":"2012-10-17","Statement":[]}' },
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    quota: 20,
    boundary: undefined,
  };
  const check = (name: string | undefined): void => {
    if (name !== role.name) throw noSuchEntity();
  };
  const known = (name: string | undefined): string => {
    const document = role.policies[name ?? ''];
    if (document === undefined) throw noSuchEntity();
    return document;
  };
  mock.on(GetRoleCommand).callsFake(async ({ RoleName }) => {
    check(RoleName);
    const PermissionsBoundary = role.boundary && { PermissionsBoundaryArn: role.boundary };
    const { id: RoleId, arn: Arn, path: Path } = role;
    const Tags = role.tags && { Tags: tagsOut(role.tags) };
    return {
      Role: { RoleName, RoleId, Arn, Path, ...(PermissionsBoundary && { PermissionsBoundary }), ...Tags },
    };
  });
  // One policy a page: whoever forgets to turn the page does not see the deny.
  mock.on(ListAttachedRolePoliciesCommand).callsFake(async ({ RoleName, Marker }) => {
    check(RoleName);
    const page = Number(Marker ?? 0);
    const more = page + 1 < role.attached.length;
    return {
      AttachedPolicies: role.attached.slice(page, page + 1).map((PolicyArn) => ({ PolicyArn })),
      IsTruncated: more,
      ...(more && { Marker: String(page + 1) }),
    };
  });
  mock.on(AttachRolePolicyCommand).callsFake(async ({ RoleName, PolicyArn }) => {
    check(RoleName);
    if (role.attached.length >= role.quota)
      throw new LimitExceededException({ message: 'quota', $metadata: {} });
    if (!role.attached.includes(PolicyArn)) role.attached.push(PolicyArn);
    return {};
  });
  mock.on(DetachRolePolicyCommand).callsFake(async ({ RoleName, PolicyArn }) => {
    check(RoleName);
    role.attached = role.attached.filter((arn) => arn !== PolicyArn);
    return {};
  });
  mock.on(PutRolePermissionsBoundaryCommand).callsFake(async ({ RoleName, PermissionsBoundary }) => {
    check(RoleName);
    role.boundary = PermissionsBoundary;
    return {};
  });
  mock.on(DeleteRolePermissionsBoundaryCommand).callsFake(async ({ RoleName }) => {
    check(RoleName);
    role.boundary = undefined;
    return {};
  });
  // IAM answers with the document percent-encoded.
  mock.on(GetRolePolicyCommand).callsFake(async ({ RoleName, PolicyName }) => {
    check(RoleName);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(known(PolicyName)) };
  });
  mock.on(PutRolePolicyCommand).callsFake(async ({ RoleName, PolicyName, PolicyDocument }) => {
    check(RoleName);
    role.policies[PolicyName] = PolicyDocument;
    return {};
  });
  mock.on(DeleteRolePolicyCommand).callsFake(async ({ RoleName, PolicyName }) => {
    check(RoleName);
    known(PolicyName);
    delete role.policies[PolicyName];
    return {};
  });
  mock.on(ListRolePoliciesCommand).callsFake(async ({ RoleName, Marker }) => {
    check(RoleName);
    const names = Object.keys(role.policies).sort();
    const page = Number(Marker ?? 0);
    const more = page + 1 < names.length;
    return {
      PolicyNames: names.slice(page, page + 1),
      IsTruncated: more,
      ...(more && { Marker: String(page + 1) }),
    };
  });
  mock.on(TagRoleCommand).callsFake(async ({ RoleName, Tags = [] }) => {
    check(RoleName);
    for (const { Key = '', Value = '' } of Tags) role.tags = { ...role.tags, [Key]: Value };
    return {};
  });
  mock.on(UntagRoleCommand).callsFake(async ({ RoleName, TagKeys = [] }) => {
    check(RoleName);
    for (const tag of TagKeys) delete role.tags?.[tag];
    return {};
  });
  return role;
};

/** A leaked session of that role, as GuardDuty reports it. */
export const roleSignal = (over: Partial<LeakSignal> = {}): LeakSignal =>
  signal({
    id: 'guardduty:role',
    source: 'guardduty',
    certainty: 'proven',
    accessKeyId: roleKey,
    accountId,
    session: { roleName: 'build', roleId: 'AROAT3SKF7WXYEXAMPLE1', sessionName: 'i-0abc' },
    ...over,
  });
