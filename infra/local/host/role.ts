import type { PolicyStatement } from '../contract.ts';
import type { Administrator } from './administrator.ts';

export interface NewRole {
  name: string;
  /** Statements of its trust policy. */
  trust: PolicyStatement[];
  /** Statements of its one inline policy. */
  permissions: PolicyStatement[];
}

export const policyDocument = (Statement: PolicyStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

/** @returns the role's ARN */
export const createRole = async (
  administer: Administrator,
  { name, trust, permissions }: NewRole,
): Promise<string> => {
  const { Role } = await administer('iam', 'CreateRole', {
    RoleName: name,
    AssumeRolePolicyDocument: policyDocument(trust),
  });
  await administer('iam', 'PutRolePolicy', {
    RoleName: name,
    PolicyName: 'grants',
    PolicyDocument: policyDocument(permissions),
  });
  return Role.Arn;
};
