import {
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { accountId, type fakeAccount, key, signal } from './fake-account.ts';

export const roleKey = `ASIA${key.slice(4)}`;

export interface FakeRole {
  name: string;
  /** The unique id: a role that is made anew under the same name has another. */
  id: string;
  arn: string;
  path: string;
  /** Inline policies by name, as the text that was put. */
  policies: Record<string, string>;
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
    return { Role: { RoleName, RoleId: role.id, Arn: role.arn, Path: role.path } };
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
