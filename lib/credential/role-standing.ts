import { GetRoleCommand, GetRolePolicyCommand, type IAMClient } from '@aws-sdk/client-iam';
import { isNoSuchEntity } from '#lib/aws/errors.ts';

/** What stands on a role at this moment, as far as containment reads and changes it. */
export interface RoleStanding {
  kind: 'role';
  roleName: string;
  /** `AROA…`: a role that is made anew under the same name has another. aws:userid begins with it. */
  roleId: string;
  arn: string;
  /** `/` or `/…/`. AWS keeps some paths for itself. */
  path: string;
  /** The text of the inline policy that was asked for, or null where the role has none of that name. */
  policy: string | null;
}

/**
 * Reads a role and one of its inline policies: two calls at once, so one call deep.
 * @param policyName the policy that would be ours
 * @returns undefined when there is no such role
 */
export const readRoleStanding = async (
  iam: IAMClient,
  roleName: string,
  policyName: string,
): Promise<RoleStanding | undefined> => {
  const [answer, policy] = await Promise.all([
    orNone(iam.send(new GetRoleCommand({ RoleName: roleName }))),
    orNone(iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }))),
  ]);
  const role = answer?.Role;
  if (!role) return undefined;
  return {
    kind: 'role',
    roleName,
    roleId: role.RoleId ?? '',
    arn: role.Arn ?? '',
    path: role.Path ?? '/',
    // IAM answers with the document percent-encoded (IAM API reference, GetRolePolicy).
    policy: policy?.PolicyDocument === undefined ? null : decodeURIComponent(policy.PolicyDocument),
  };
};

const orNone = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isNoSuchEntity(error)) return undefined;
    throw error;
  }
};

/**
 * Why nobody but AWS can change a role, by its path alone: anybody may call a role of his own AWSReservedSSO_…, and
 * nobody can make one under these paths (IAM user guide, "Revoke IAM role temporary security credentials").
 */
export const unchangeable = ({
  path,
}: Pick<RoleStanding, 'path'>): 'service-linked' | 'identity-center' | undefined => {
  if (path.startsWith('/aws-service-role/')) return 'service-linked';
  return path.startsWith('/aws-reserved/sso.amazonaws.com/') ? 'identity-center' : undefined;
};
