/** Names of IAM users (IAM API reference, CreateUser). */
const allowed = /^[\w+=,.@-]{1,64}$/;

/**
 * The user that a finding names. GuardDuty puts a role's name into the same field when the key is a role session's
 * (userType AssumedRole), and a user of that name may exist too: only IAMUser counts.
 */
export const iamUserName = (
  userType: unknown,
  name: unknown,
  principalId?: unknown,
): { userName?: string; userId?: string } => {
  if (userType !== 'IAMUser' || typeof name !== 'string' || !allowed.test(name)) return {};
  const userId =
    typeof principalId === 'string' && /^AIDA[A-Z0-9]{8,124}$/.test(principalId) ? principalId : undefined;
  return { userName: name, ...(userId && { userId }) };
};
