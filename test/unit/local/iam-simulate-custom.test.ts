import { describe, expect, test } from 'vitest';
import { account, allow, codeOf, deny, managed, startIam, trust } from './iam-rig.ts';

const { run } = startIam();
const simulate = (input: object): { EvaluationResults: Shown[]; IsTruncated: boolean; Marker?: string } =>
  run('SimulateCustomPolicy', input);

interface Shown {
  EvalDecision: string;
  MissingContextValues: string[];
  ResourceSpecificResults: { EvalResourceName: string; EvalResourceDecision: string }[];
}

const decision = (input: object): string | undefined => simulate(input).EvaluationResults[0]?.EvalDecision;
const question = { ActionNames: ['s3:GetObject'], PolicyInputList: [allow('s3:*')] };

describe('SimulateCustomPolicy', () => {
  test('one result an action, the strictest over its resources, and each resource by itself', () => {
    const { EvaluationResults, IsTruncated } = simulate({
      PolicyInputList: [allow('s3:GetObject', 'arn:aws:s3:::shop/*'), deny('iam:*')],
      ActionNames: ['s3:GetObject', 'iam:CreateUser'],
      ResourceArns: ['arn:aws:s3:::shop/a', 'arn:aws:s3:::other/a'],
    });
    expect(IsTruncated).toBe(false);
    expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual([
      'implicitDeny',
      'explicitDeny',
    ]);
    expect(
      EvaluationResults[0]?.ResourceSpecificResults.map((each) => [
        each.EvalResourceName,
        each.EvalResourceDecision,
      ]),
    ).toEqual([
      ['arn:aws:s3:::shop/a', 'allowed'],
      ['arn:aws:s3:::other/a', 'implicitDeny'],
    ]);
  });

  test('a boundary and every level of service control policies must let it through', () => {
    expect(decision(question)).toBe('allowed');
    const boundary = (document: string) => ({ PermissionsBoundaryPolicyInputList: [document] });
    expect(decision({ ...question, ...boundary(allow('iam:*')) })).toBe('implicitDeny');
    expect(decision({ ...question, ...boundary(allow('s3:Get*')) })).toBe('allowed');
    const levels = (...documents: string[][]) => ({
      OrderedOrganizationPolicyInputList: documents.map((ServiceControlPolicyInputList) => ({
        ServiceControlPolicyInputList,
      })),
    });
    expect(decision({ ...question, ...levels([allow('*')], [allow('s3:*')]) })).toBe('allowed');
    expect(decision({ ...question, ...levels([allow('*')], [allow('iam:*')]) })).toBe('implicitDeny');
    expect(decision({ ...question, ...levels([allow('*'), deny('s3:GetObject')]) })).toBe('explicitDeny');
  });

  test('conditions see what is given and nothing of whoever asks, and what was not given is told', () => {
    const conditional = allow('s3:*', '*', { StringEquals: { 'aws:username': 'ada' } });
    const asked = { ...question, PolicyInputList: [conditional] };
    const [unknown] = simulate(asked).EvaluationResults;
    expect(unknown).toMatchObject({ EvalDecision: 'implicitDeny', MissingContextValues: ['aws:username'] });
    const ContextEntries = [{ ContextKeyName: 'aws:username', ContextKeyValues: ['ada'] }];
    const [known] = simulate({ ...asked, ContextEntries }).EvaluationResults;
    expect(known).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] });
  });

  test("another account's resource is judged by the given policies alone", () => {
    const asked = { ActionNames: ['sts:AssumeRole'], PolicyInputList: [allow('sts:*')] };
    expect(decision({ ...asked, ResourceArns: ['arn:aws:iam::999988887777:role/x'] })).toBe('allowed');
  });

  test('an action with a wildcard and a document that is none are refused', () => {
    const code = (input: object) => codeOf(() => simulate({ ...question, ...input }));
    expect(code({ ActionNames: ['s3:*'] })).toBe('InvalidInput');
    expect(code({ PolicyInputList: ['{'] })).toBe('InvalidInput');
  });

  test('pages', () => {
    const asked = {
      ...question,
      ActionNames: ['s3:GetObject', 's3:PutObject', 'iam:CreateUser'],
      MaxItems: 2,
    };
    const first = simulate(asked);
    expect([first.EvaluationResults.length, first.IsTruncated]).toEqual([2, true]);
    const second = simulate({ ...asked, Marker: first.Marker });
    expect(second.EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual(['implicitDeny']);
  });
});

describe('GetAccountAuthorizationDetails', () => {
  const world = startIam();
  world.user('ada', 'ReadOnlyAccess');
  world.role('deploy', trust({ AWS: account }), 'AdministratorAccess');
  world.run('CreateGroup', { GroupName: 'devs' });
  world.run('AddUserToGroup', { GroupName: 'devs', UserName: 'ada' });
  const PolicyName = 'own';
  world.run('PutUserPolicy', { UserName: 'ada', PolicyName, PolicyDocument: allow('sqs:*') });
  world.run('PutUserPermissionsBoundary', {
    UserName: 'ada',
    PermissionsBoundary: managed('PowerUserAccess'),
  });
  world.run('CreatePolicy', { PolicyName: 'spare', PolicyDocument: allow('s3:*') });

  test('shows everybody with their policies, and the managed policies that are in use or our own', () => {
    const all = world.run('GetAccountAuthorizationDetails', {});
    expect(all.UserDetailList).toMatchObject([
      {
        UserName: 'ada',
        GroupList: ['devs'],
        UserPolicyList: [{ PolicyName, PolicyDocument: encodeURIComponent(allow('sqs:*')) }],
        AttachedManagedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: managed('ReadOnlyAccess') }],
        PermissionsBoundary: { PermissionsBoundaryArn: managed('PowerUserAccess') },
      },
    ]);
    expect(all.RoleDetailList).toMatchObject([{ RoleName: 'deploy' }]);
    expect(all.GroupDetailList).toMatchObject([{ GroupName: 'devs' }]);
    expect(all.Policies.map((policy: { PolicyName: string }) => policy.PolicyName).sort()).toEqual([
      'AdministratorAccess',
      'PowerUserAccess',
      'ReadOnlyAccess',
      'spare',
    ]);
  });

  test('is filtered, and comes page by page', () => {
    const Filter = ['User', 'LocalManagedPolicy'];
    const first = world.run('GetAccountAuthorizationDetails', { Filter, MaxItems: 1 });
    expect([first.UserDetailList.length, first.Policies.length, first.IsTruncated]).toEqual([0, 1, true]);
    const rest = world.run('GetAccountAuthorizationDetails', { Filter, MaxItems: 1, Marker: first.Marker });
    expect([rest.UserDetailList.length, rest.Policies.length, rest.IsTruncated]).toEqual([1, 0, false]);
    expect(rest.RoleDetailList).toEqual([]);
  });
});
