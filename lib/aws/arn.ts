/** The account in an ARN: `arn:aws:iam::111122223333:user/ci`. Null where it has none, as the ARN of a bucket. */
export const accountOfArn = (arn: string | null): string | null => arn?.split(':')[4] || null;

/** What stands behind the last slash of an ARN: the name of a user or role, the name of a session. */
export const lastOfArn = (arn: string | null): string | null => arn?.split('/').at(-1) || null;
