import { DeleteRolePolicyCommand, type IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { isNoSuchEntity } from '#lib/aws/errors.ts';
import { denySessionPolicy } from '#lib/credential/owner.ts';
import { denyDocument } from './deny-document.ts';
import type { RoleSessionTarget } from './steps/step.ts';

/** Writes the deny of a session on its role, or takes it off again: for whoever holds iam:PutRolePolicy himself. */
export const denySessionDirectly = async (
  { roleName, roleId, accessKeyId, session }: RoleSessionTarget,
  undo: boolean,
  iam: IAMClient,
): Promise<void> => {
  const named = { RoleName: roleName, PolicyName: denySessionPolicy(accessKeyId) };
  if (!undo) {
    const PolicyDocument = JSON.stringify(denyDocument(roleId, session));
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument }));
    return;
  }
  try {
    await iam.send(new DeleteRolePolicyCommand(named));
  } catch (error) {
    if (!isNoSuchEntity(error)) throw error;
  }
};
