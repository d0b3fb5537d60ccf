/**
 * The tag that says to the guard that a user or role is contained (docs/guard.md): of containment itself IAM knows
 * nothing. One key and one value, so that whoever sets it may be pinned to them.
 */
export const guardTag = { key: 'tourniquet-contained', value: 'true' } as const;

/**
 * What a user or role has under the guard's key: undefined for nothing. IAM keeps keys of users and roles apart without
 * regard to case (IAM user guide, "Tags for IAM resources"), so that a key in other letters is the same tag.
 */
export const guardTagIn = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): string | undefined => {
  const found = tags.find(({ Key }) => Key !== undefined && isGuardKey(Key));
  return found && (found.Value ?? '');
};

/** Whether a tag's key is the guard's. */
export const isGuardKey = (key: string): boolean => key.toLowerCase() === guardTag.key;
