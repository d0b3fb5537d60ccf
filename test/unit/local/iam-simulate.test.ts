import { expect, test } from 'vitest';
import { account, allow, codeOf, startIam, trust } from './iam-rig.ts';

test('the simulation decides as the authorizer does, and names what matched', () => {
  const { run, user } = startIam();
  user('ada', 'AmazonS3ReadOnlyAccess');
  const { EvaluationResults, IsTruncated } = run('SimulatePrincipalPolicy', {
    PolicySourceArn: `arn:aws:iam::${account}:user/ada`,
    ActionNames: ['s3:GetObject', 's3:PutObject'],
    ResourceArns: ['arn:aws:s3:::shop/a', 'arn:aws:s3:::shop/b'],
  });
  expect(IsTruncated).toBe(false);
  expect(EvaluationResults).toHaveLength(4);
  expect(EvaluationResults[0]).toEqual({
    EvalActionName: 's3:GetObject',
    EvalResourceName: 'arn:aws:s3:::shop/a',
    EvalDecision: 'allowed',
    MatchedStatements: [{ SourcePolicyId: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' }],
    MissingContextValues: [],
  });
  expect(EvaluationResults[3].EvalDecision).toBe('implicitDeny');
});

test('context entries and further policies are taken into account', () => {
  const { run, role } = startIam();
  const arn = role('r', trust({ AWS: account }));
  const simulate = (address: string) =>
    run('SimulatePrincipalPolicy', {
      PolicySourceArn: arn,
      ActionNames: ['sqs:SendMessage'],
      PolicyInputList: [allow('sqs:*', '*', { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } })],
      ContextEntries: [{ ContextKeyName: 'aws:SourceIp', ContextKeyValues: [address] }],
    }).EvaluationResults[0].EvalDecision;
  expect(simulate('198.51.100.7')).toBe('allowed');
  expect(simulate('203.0.113.7')).toBe('implicitDeny');
});

test('an unknown principal is not found', () => {
  const { run } = startIam();
  const input = { PolicySourceArn: `arn:aws:iam::${account}:user/ada`, ActionNames: ['s3:GetObject'] };
  expect(codeOf(() => run('SimulatePrincipalPolicy', input))).toBe('NoSuchEntity');
});
