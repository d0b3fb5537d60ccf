import { expect, test } from 'vitest';
import { awsManagedPolicies } from '#infra/local/iam/managed/index.ts';
import { parsePolicy } from '#infra/local/policy/document.ts';
import { codeOf, managed, startIam } from './iam-rig.ts';

const denied = (name: string): string[] => {
  const policy = awsManagedPolicies.find(({ arn }) => arn === managed(name));
  const { Statement } = JSON.parse(policy?.document ?? '{"Statement":[]}');
  return Statement.flatMap(({ Action }: { Action: string[] }) => Action);
};

test('every managed policy of AWS is a document that IAM would keep, under an ARN of its own', () => {
  for (const { document } of awsManagedPolicies) parsePolicy(document, 'identity');
  expect(new Set(awsManagedPolicies.map(({ arn }) => arn)).size).toBe(awsManagedPolicies.length);
});

test('every later quarantine policy denies what the one before denied, and more', () => {
  const [first, second, third] = ['', 'V2', 'V3'].map((version) =>
    denied(`AWSCompromisedKeyQuarantine${version}`),
  );
  expect([first?.length, second?.length, third?.length]).toEqual([28, 89, 99]);
  expect(second).toEqual(expect.arrayContaining(first ?? []));
  expect(third).toEqual(expect.arrayContaining(second ?? []));
  expect(third).not.toContain('iam:CreateServiceSpecificCredential');
});

test('ReadOnlyAccess reads lists and descriptions, but no secret', () => {
  const { as, user } = startIam();
  const reader = as(user('ada', 'ReadOnlyAccess'));
  reader('secretsmanager:DescribeSecret');
  reader('iam:ListUsers');
  expect(codeOf(() => reader('secretsmanager:GetSecretValue'))).toBe('AccessDenied');
  expect(codeOf(() => reader('iam:CreateUser', { UserName: 'eve' }))).toBe('AccessDenied');
});

test('nobody deletes a policy of AWS', () => {
  const { as, user } = startIam();
  const admin = as(user('ada', 'AdministratorAccess'));
  expect(codeOf(() => admin('iam:DeletePolicy', { PolicyArn: managed('AWSDenyAll') }))).toBe('AccessDenied');
  expect(admin('iam:GetPolicy', { PolicyArn: managed('AWSDenyAll') }).Policy.DefaultVersionId).toBe('v2');
});
