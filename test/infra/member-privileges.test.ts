import { describe, expect, it, test } from 'vitest';
import { guardTag } from '#lib/credential/guard-tag.ts';
import {
  everything,
  home,
  homeRegion,
  madeIn,
  member,
  rolesOf,
  startMember,
} from './templates/member-account.ts';

const roles = rolesOf(madeIn(member, 'us-east-1', everything));
const names = roles.map(({ name }) => name);
const [memberName, revokeName, readName] = [
  'tourniquet-member',
  'tourniquet-member-revoke',
  'tourniquet-member-read',
];
const cloud = startMember();
const iam = (resource: string) => `arn:aws:iam::${member}:${resource}`;
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;

interface Question {
  action: string;
  on: string;
  /** Keys of the request, such as which policy is attached. */
  context?: Record<string, string>;
}

/** The roles that may do a thing. */
const whoMay = ({ action, on, context = {} }: Question): string[] =>
  names.filter((name) => {
    const { EvaluationResults } = cloud.setUp(member).run('SimulatePrincipalPolicy', {
      PolicySourceArn: iam(`role/${name}`),
      ActionNames: [action],
      ResourceArns: [on],
      ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
        ContextKeyName,
        ContextKeyValues: [value],
        ContextKeyType: 'string',
      })),
    });
    return EvaluationResults[0].EvalDecision === 'allowed';
  });

const actionsOf = (name: string): string[] =>
  roles
    .filter((role) => role.name === name)
    .flatMap(({ statements }) => statements)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => [Action].flat().map(String));

test('no action is a pattern', () => {
  const patterns = names.flatMap((name) => actionsOf(name).filter((action) => /[*?]/.test(action)));
  expect(patterns).toEqual([]);
});

test('nothing besides IAM is granted, but putting events on the home bus', () => {
  const besides = roles.filter(({ name }) => actionsOf(name).some((action) => !action.startsWith('iam:')));
  const homeBus = `arn:aws:events:${homeRegion}:${home}:event-bus/tourniquet`;
  expect(besides).toEqual([
    {
      name: 'tourniquet-forward-us-east-1',
      trust: expect.anything(),
      statements: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: homeBus }],
    },
  ]);
});

test('the role that investigates only reads', () => {
  expect(actionsOf(readName).filter((action) => !/^iam:(?:Get|List|Simulate)/.test(action))).toEqual([]);
});

const [user, role] = [iam('user/ci'), iam('role/app')];

describe('no role of a member may', () => {
  it.each<[string, string, string]>([
    ['create a key', 'iam:CreateAccessKey', user],
    ['delete one', 'iam:DeleteAccessKey', user],
    ['give a password', 'iam:CreateLoginProfile', user],
    ['change one', 'iam:UpdateLoginProfile', user],
    ['create another credential', 'iam:CreateServiceSpecificCredential', user],
    ['create a user', 'iam:CreateUser', user],
    ['create a role', 'iam:CreateRole', role],
    ['change who may be a role', 'iam:UpdateAssumeRolePolicy', role],
    ['write a policy of a user', 'iam:PutUserPolicy', user],
    ['write a policy of a group', 'iam:PutGroupPolicy', iam('group/all')],
    ['write a managed policy', 'iam:CreatePolicyVersion', iam('policy/p')],
    ['choose its version', 'iam:SetDefaultPolicyVersion', iam('policy/p')],
    ['add a user to a group', 'iam:AddUserToGroup', iam('group/all')],
    ['attach to a group', 'iam:AttachGroupPolicy', iam('group/all')],
    ['switch MFA off', 'iam:DeactivateMFADevice', user],
    ['pass a role', 'iam:PassRole', role],
    ['assume a role', 'sts:AssumeRole', role],
    ['assume a role at home', 'sts:AssumeRole', `arn:aws:iam::${home}:role/tourniquet-contain`],
    ['read a secret', 'secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${member}:secret:s`],
    ['read data', 's3:GetObject', 'arn:aws:s3:::bucket/object'],
  ])('%s (%s)', (_, action, on) => {
    expect(whoMay({ action, on })).toEqual([]);
  });

  it.each([
    ['iam:AttachUserPolicy', user],
    ['iam:AttachRolePolicy', role],
    ['iam:DetachUserPolicy', user],
    ['iam:DetachRolePolicy', role],
  ])('%s any policy but AWSDenyAll', (action, on) => {
    const asked = (name: string) => whoMay({ action, on, context: { 'iam:PolicyARN': managed(name) } });
    expect(asked('AWSDenyAll')).toEqual([memberName]);
    for (const policy of ['AdministratorAccess', 'AWSCompromisedKeyQuarantineV3'])
      expect(asked(policy)).toEqual([]);
    expect(whoMay({ action, on })).toEqual([]);
  });

  it.each(['iam:TagUser', 'iam:TagRole'])('%s with any tag but that of the guard', (action) => {
    const on = action === 'iam:TagUser' ? user : role;
    const tagged = (key: string) =>
      whoMay({ action, on, context: { 'aws:TagKeys': key, [`aws:RequestTag/${key}`]: 'true' } });
    expect(tagged(guardTag.key)).toEqual([memberName]);
    expect(tagged('department')).toEqual([]);
  });

  it('write the policies of our own roles', () => {
    for (const action of ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'])
      for (const own of [memberName, revokeName, readName])
        expect(whoMay({ action, on: iam(`role/${own}`) })).toEqual([]);
  });
});

/** What is stated as an exception (docs/members.md): each in one role, and no further one. */
describe('by exception one role may', () => {
  it('write the policies of other roles, where the deny of sessions is switched on', () => {
    expect(whoMay({ action: 'iam:PutRolePolicy', on: role })).toEqual([revokeName]);
  });

  it('switch a key on again: IAM has no condition on its status', () => {
    expect(whoMay({ action: 'iam:UpdateAccessKey', on: user })).toEqual([memberName]);
  });

  it.each([
    ['iam:PutUserPermissionsBoundary', user],
    ['iam:PutRolePermissionsBoundary', role],
  ])('set AWSDenyAll as a boundary, or one of those that are listed: %s', (action, on) => {
    const asked = (arn: string) => whoMay({ action, on, context: { 'iam:PermissionsBoundary': arn } });
    for (const arn of [managed('AWSDenyAll'), managed('PowerUserAccess'), iam('policy/developer')])
      expect(asked(arn)).toEqual([memberName]);
    for (const arn of [managed('AdministratorAccess'), iam('policy/developer-2'), iam('policy/x/developer')])
      expect(asked(arn)).toEqual([]);
  });

  it.each([
    ['iam:DeleteUserPermissionsBoundary', user],
    ['iam:DeleteRolePermissionsBoundary', role],
  ])('take AWSDenyAll off as a boundary, and no other: %s', (action, on) => {
    const asked = (arn: string) => whoMay({ action, on, context: { 'iam:PermissionsBoundary': arn } });
    expect(asked(managed('AWSDenyAll'))).toEqual([memberName]);
    expect(asked(managed('PowerUserAccess'))).toEqual([]);
  });
});
