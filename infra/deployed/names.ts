/** The roles in a member account: one to contain with, one that may write role policies, one that only reads. */
export const memberRole = 'tourniquet-member';
const memberReadRole = `${memberRole}-read`;
export const memberRevokeRole = `${memberRole}-revoke`;

/** The bus of scanners and of what other Regions and accounts forward. */
export const busName = 'tourniquet';

/** A function and its role have the same name. */
export const functionName = (folder: string): string => `tourniquet-${folder}`;

/** The functions that enter a member account through each of its roles, and whose grants the role has there. */
export const memberRoles: readonly { name: string; functions: readonly string[] }[] = [
  { name: memberRole, functions: ['contain', 'restore'] },
  { name: memberRevokeRole, functions: ['revoke-sessions'] },
  { name: memberReadRole, functions: ['investigate'] },
];

/**
 * The roles of a member account as ARNs, or of every one as patterns (`*`): exact names, any account. Listed account by
 * account they would not fit into the 4 KB that Lambda allows for all of a function's environment (Lambda quotas).
 */
export const memberRoleArns = (accountId: string, folders: readonly string[], partition = 'aws'): string[] =>
  memberRoles
    .filter(({ functions }) => functions.some((folder) => folders.includes(folder)))
    .map(({ name }) => `arn:${partition}:iam::${accountId}:role/${name}`);
