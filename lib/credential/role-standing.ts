import {
  type AttachedPolicy,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import { isNoSuchEntity } from '#lib/aws/errors.ts';
import { guardTagIn } from './guard-tag.ts';

interface NamedRole {
  roleName: string;
  /** `AROA…`: a role that is made anew under the same name has another. aws:userid begins with it. */
  roleId: string;
  arn: string;
  /** `/` or `/…/`. AWS keeps some paths for itself. */
  path: string;
  /** What stands under the guard's key among its tags; absent where nothing does. */
  guardTag?: string;
}

/** What stands on the role of a session at this moment, as far as denying that session reads and changes it. */
export interface RoleSessionStanding extends NamedRole {
  kind: 'role-session';
  /** The text of the inline policy that was asked for, or null where the role has none of that name. */
  policy: string | null;
}

/** What stands on a role at this moment, as far as denying all of it for good reads and changes it. */
export interface RoleStanding extends NamedRole {
  kind: 'role';
  /** ARNs of the managed policies attached to the role. */
  attachedPolicies: string[];
  /** ARN of the permissions boundary, or null. */
  boundary: string | null;
}

/**
 * Reads a role and one of its inline policies: two calls at once, so one call deep.
 * @param policyName the policy that would be ours
 * @returns undefined when there is no such role
 */
export const readRoleSessionStanding = async (
  iam: IAMClient,
  roleName: string,
  policyName: string,
): Promise<RoleSessionStanding | undefined> => {
  const [role, policy] = await Promise.all([
    getRole(iam, roleName),
    orNone(iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: policyName }))),
  ]);
  return (
    role && {
      kind: 'role-session',
      ...namedBy(role, roleName),
      // IAM answers with the document percent-encoded (IAM API reference, GetRolePolicy).
      policy: policy?.PolicyDocument === undefined ? null : decodeURIComponent(policy.PolicyDocument),
    }
  );
};

/**
 * Reads a role with its attached policies and its boundary: two calls at once, so one call deep.
 * @returns undefined when there is no such role
 */
export const readRoleStanding = async (
  iam: IAMClient,
  roleName: string,
): Promise<RoleStanding | undefined> => {
  const [role, policies] = await Promise.all([
    getRole(iam, roleName),
    orNone(listAttachedPolicies(iam, roleName)),
  ]);
  return (
    role && {
      kind: 'role',
      ...namedBy(role, roleName),
      attachedPolicies: (policies ?? []).map((policy) => policy.PolicyArn ?? ''),
      boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    }
  );
};

const getRole = async (iam: IAMClient, roleName: string): Promise<Role | undefined> =>
  (await orNone(iam.send(new GetRoleCommand({ RoleName: roleName }))))?.Role;

const namedBy = (role: Role, roleName: string): NamedRole => {
  const tag = guardTagIn(role.Tags);
  return {
    roleName,
    roleId: role.RoleId ?? '',
    arn: role.Arn ?? '',
    path: role.Path ?? '/',
    ...(tag !== undefined && { guardTag: tag }),
  };
};

const listAttachedPolicies = async (iam: IAMClient, roleName: string): Promise<AttachedPolicy[]> => {
  const policies: AttachedPolicy[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: roleName, Marker }));
    policies.push(...(page.AttachedPolicies ?? []));
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker);
  return policies;
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
}: Pick<NamedRole, 'path'>): 'service-linked' | 'identity-center' | undefined => {
  if (path.startsWith('/aws-service-role/')) return 'service-linked';
  return path.startsWith('/aws-reserved/sso.amazonaws.com/') ? 'identity-center' : undefined;
};
