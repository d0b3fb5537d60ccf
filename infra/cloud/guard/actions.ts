/**
 * What nobody but Tourniquet may do to a user that is contained. IAM authorises each of these on the user, so that its
 * tag can be asked for (service authorization reference, "Actions defined by IAM"). Taking things away that let somebody
 * in (DeleteAccessKey, DeleteLoginProfile) stays free: it is what the report asks people for. AddUserToGroup is
 * authorised on the group alone, and gives nothing to whom AWSDenyAll denies everything.
 */
const onUsers = [
  'UpdateAccessKey',
  'CreateAccessKey',
  'CreateLoginProfile',
  'UpdateLoginProfile',
  'CreateServiceSpecificCredential',
  'UpdateServiceSpecificCredential',
  'ResetServiceSpecificCredential',
  'UploadSSHPublicKey',
  'UpdateSSHPublicKey',
  'UploadSigningCertificate',
  'UpdateSigningCertificate',
  // A user that is made anew under the same name would have no tag, and neither has whoever takes the name of one.
  'UpdateUser',
  'DeleteUser',
  'AttachUserPolicy',
  'DetachUserPolicy',
  'PutUserPolicy',
  'DeleteUserPolicy',
  'PutUserPermissionsBoundary',
  'DeleteUserPermissionsBoundary',
];

const onRoles = [
  'UpdateAssumeRolePolicy',
  'DeleteRole',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'PutRolePolicy',
  'DeleteRolePolicy',
  'PutRolePermissionsBoundary',
  'DeleteRolePermissionsBoundary',
];

const named = (actions: readonly string[]): string[] => actions.map((action) => `iam:${action}`);

/** What is denied on a user or role that has the tag. */
export const changesOfContained = named([...onUsers, ...onRoles]);

/** What takes tags, at any time; IAM has aws:TagKeys for each. */
export const tagging = named(['TagUser', 'UntagUser', 'CreateUser', 'TagRole', 'UntagRole', 'CreateRole']);

/** What would make somebody else one of the roles that the guard exempts, or run his code under it. */
export const takingRoles = named(['CreateRole', ...onRoles, 'UpdateRole*', 'PassRole']);

/** What would put somebody else's code into a function that runs under such a role, or let strangers invoke it. */
export const takingFunctions = [
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'lambda:AddPermission',
];

/**
 * What would have CloudFormation change or delete our roles for somebody else. A stack keeps the role that it was made
 * with, and works with it for whoever may update the stack, without iam:PassRole (CloudFormation user guide,
 * "CloudFormation service role").
 */
export const takingStacks = ['UpdateStack', 'DeleteStack', 'CreateChangeSet', 'ExecuteChangeSet'].map(
  (action) => `cloudformation:${action}`,
);
