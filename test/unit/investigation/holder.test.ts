import { expect, test } from 'vitest';
import { holderOf } from '#lib/investigation/holder.ts';
import {
  account,
  assumedRole,
  federatedUser,
  iamUser,
  roleId,
  roleIssuer,
  roleOwner,
  root,
  userOwner,
} from './identities.ts';

test.each([
  ['a role session', assumedRole(), roleOwner],
  [
    'a session of a role with a path',
    assumedRole({}, { arn: `arn:aws:iam::${account}:role/ops/eu/deploy` }),
    roleOwner,
  ],
  ['a session token of a user', iamUser(), userOwner],
  ['a user with a path', iamUser({ arn: `arn:aws:iam::${account}:user/ops/ci` }), userOwner],
  ['a federated user is its user', federatedUser(), userOwner],
  ['root', root(), { type: 'root' }],
  [
    'a federated user of root',
    federatedUser({ sessionContext: { sessionIssuer: root() } }),
    { type: 'root' },
  ],
])('%s is told with its ids', (_, identity, owner) => {
  expect(holderOf(identity)).toEqual({ accountId: account, owner });
});

const near = `${roleId.slice(0, -1)}2`;
const elsewhere = '111122223334';

test.each([
  ['no type', { ...assumedRole(), type: undefined }],
  ['a type that says nothing of the owner', assumedRole({ type: 'AWSAccount' })],
  ['a type named like a method', assumedRole({ type: 'constructor' })],
  ['no issuer', assumedRole({ sessionContext: {} })],
  ['an issuer that is no role', assumedRole({}, { type: 'IAMUser' })],
  ['an issuer whose id differs in one character', assumedRole({}, { principalId: near })],
  ['an issuer without an id', assumedRole({}, { principalId: undefined })],
  ['no session name', assumedRole({ principalId: roleId })],
  ['an empty session name', assumedRole({ principalId: `${roleId}:` })],
  ['a session name that its ARN does not have', assumedRole({ principalId: `${roleId}:build-8` })],
  ['a session name in other letters', assumedRole({ principalId: `${roleId}:Build-7` })],
  ['a role name that its ARN does not have', assumedRole({}, { userName: 'deploy2' })],
  ['two accounts', assumedRole({ accountId: elsewhere })],
  ['an issuer of another account', assumedRole({}, { accountId: elsewhere })],
  ['an account that is no number', assumedRole({ accountId: 'x' }, { accountId: 'x' })],
  ['an ARN of a user as the role', assumedRole({}, { arn: `arn:aws:iam::${account}:user/deploy` })],
  ['a user whose ARN names another', iamUser({ arn: `arn:aws:iam::${account}:user/ci2` })],
  ['a user without an id', iamUser({ principalId: '' })],
  [
    'a user with a name that IAM does not take',
    iamUser({ userName: 'c i', arn: `arn:aws:iam::${account}:user/c i` }),
  ],
  ['a federated user of another account', federatedUser({ principalId: `${elsewhere}:guest` })],
  ['a federated user of nobody', federatedUser({ sessionContext: undefined })],
  ['a federated user of a role', federatedUser({ sessionContext: { sessionIssuer: roleIssuer() } })],
  ['root of two accounts', root({ principalId: elsewhere })],
  ['fields of wrong types', assumedRole({ principalId: 7, arn: {}, sessionContext: [] })],
])('an identity with %s tells nothing', (_, identity) => {
  expect(holderOf(identity)).toBeNull();
});
