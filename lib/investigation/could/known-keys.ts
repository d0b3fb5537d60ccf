import { timestamp } from '#lib/platform/clock.ts';

/** A condition key that a call of the credential carries, whatever it does. */
export interface KnownKey {
  key: string;
  value: string;
  type: 'string' | 'boolean' | 'date';
}

/** What is certain about the calls of a credential. Of every other key nobody knows what a call would carry. */
export interface KnownKeys {
  /** By the key in small letters: keys are not case-sensitive. */
  present: ReadonlyMap<string, KnownKey>;
  /** Whether no call of the credential carries the key. */
  isAbsent(key: string): boolean;
}

export interface WhoCalls {
  kind: string;
  name: string;
  arn: string;
  id?: string;
  accountId: string;
  /** The tags of a user or role. */
  tags: Readonly<Record<string, string>>;
}

const typeOf: Record<string, string> = { user: 'User', role: 'AssumedRole', root: 'Account' };
const tagPrefix = 'aws:principaltag/';

/**
 * IAM user guide, "AWS global condition context keys". Tags of a role may be replaced by those of its session, so that
 * they are known of users alone.
 */
export const knownKeysOf = ({ kind, name, arn, id, accountId, tags }: WhoCalls): KnownKeys => {
  const isUser = kind === 'user';
  const type = typeOf[kind];
  const keys: KnownKey[] = [
    { key: 'aws:PrincipalArn', value: arn, type: 'string' },
    { key: 'aws:PrincipalAccount', value: accountId, type: 'string' },
    ...(type ? [{ key: 'aws:PrincipalType', value: type, type: 'string' as const }] : []),
    { key: 'aws:PrincipalIsAWSService', value: 'false', type: 'boolean' },
    { key: 'aws:CurrentTime', value: timestamp(), type: 'date' },
    ...(isUser ? [{ key: 'aws:username', value: name, type: 'string' as const }] : []),
    ...(isUser && id ? [{ key: 'aws:userid', value: id, type: 'string' as const }] : []),
    ...(isUser
      ? Object.entries(tags).map(([tag, value]) => ({
          key: `aws:PrincipalTag/${tag}`,
          value,
          type: 'string' as const,
        }))
      : []),
  ];
  const present = new Map(keys.map((each) => [each.key.toLowerCase(), each]));
  return {
    present,
    isAbsent: (key) => {
      const asked = key.toLowerCase();
      return isUser ? asked.startsWith(tagPrefix) && !present.has(asked) : asked === 'aws:username';
    },
  };
};

export const isKnown = ({ present, isAbsent }: KnownKeys, key: string): boolean =>
  present.has(key.toLowerCase()) || isAbsent(key);
