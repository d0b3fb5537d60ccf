import { randomInt } from 'node:crypto';
import { AwsError, type Clock } from '../contract.ts';
import { arnOf, perScope, type Scope } from './scope.ts';

export interface SecretContent {
  SecretString?: string;
  SecretBinary?: Uint8Array;
}

interface SecretVersion extends SecretContent {
  id: string;
  stages: string[];
  createdAt: Date;
}

export interface Secret {
  arn: string;
  name: string;
  description: string | undefined;
  versions: Map<string, SecretVersion>;
  createdAt: Date;
  changedAt: Date;
  lastAccessed: Date | undefined;
  /** Set while the secret waits in its recovery window. */
  deletedAt: Date | undefined;
}

export interface SecretStore {
  /** By name, by ARN, or by ARN without its last seven characters. */
  find(scope: Scope, secretId: string): Secret | undefined;
  /** @throws AwsError ResourceNotFoundException */
  existing(scope: Scope, secretId: string): Secret;
  /** @throws AwsError ResourceNotFoundException, or InvalidRequestException for a deleted secret */
  live(scope: Scope, secretId: string): Secret;
  all(scope: Scope): Secret[];
  /** @throws AwsError ResourceExistsException */
  create(scope: Scope, name: string, description: string | undefined): Secret;
  /** Makes the value AWSCURRENT and what was current AWSPREVIOUS. @returns the version id */
  addVersion(secret: Secret, id: string, content: SecretContent): string;
  /** @returns when the secret will be, or was, gone */
  remove(secret: Secret, how: { ForceDeleteWithoutRecovery?: boolean; RecoveryWindowInDays?: number }): Date;
  /** The ARN that a policy must allow. What does not exist yet ends in six wildcards, as policies write it. */
  arnFor(scope: Scope, secretId: string): string;
}

export function secretStore(clock: Clock): SecretStore {
  const secrets = perScope(() => new Map<string, Secret>());
  const named = (scope: Scope, id: string): Secret | undefined =>
    [...secrets.of(scope).values()].find(
      ({ arn, name }) => id === name || id === arn || (id.startsWith('arn:') && id === arn.slice(0, -7)),
    );

  return {
    find: named,
    existing: (scope, id) => existing(named(scope, id)),
    live: (scope, id) => alive(existing(named(scope, id))),
    all: (scope) => [...secrets.of(scope).values()].filter(({ deletedAt }) => !deletedAt),
    create(scope, name, description) {
      if (secrets.of(scope).has(name))
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      const at = clock.now();
      const secret = newSecret(arnOf('secretsmanager', scope, `secret:${name}-${sixCharacters()}`), name, at);
      secret.description = description;
      secrets.of(scope).set(name, secret);
      return secret;
    },
    addVersion: (secret, id, content) => addVersion(secret, id, content, clock.now()),
    remove(secret, how) {
      const at = clock.now();
      if (!how.ForceDeleteWithoutRecovery) return recoverable(secret, at, how.RecoveryWindowInDays ?? 30);
      for (const known of secrets.all()) if (known.get(secret.name) === secret) known.delete(secret.name);
      return at;
    },
    arnFor(scope, id) {
      if (id.startsWith('arn:')) return named(scope, id)?.arn ?? id;
      return named(scope, id)?.arn ?? arnOf('secretsmanager', scope, `secret:${id}-??????`);
    },
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const sixCharacters = (): string =>
  Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('');

const newSecret = (arn: string, name: string, at: Date): Secret => ({
  arn,
  name,
  description: undefined,
  versions: new Map(),
  createdAt: at,
  changedAt: at,
  lastAccessed: undefined,
  deletedAt: undefined,
});

function existing(secret: Secret | undefined): Secret {
  if (secret) return secret;
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function alive(secret: Secret): Secret {
  if (secret.deletedAt)
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  return secret;
}

function addVersion(secret: Secret, id: string, content: SecretContent, createdAt: Date): string {
  const known = secret.versions.get(id);
  if (known) return sameVersion(known, content);
  const { SecretString, SecretBinary } = content;
  for (const version of secret.versions.values())
    version.stages = version.stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [];
  secret.versions.set(id, {
    id,
    stages: ['AWSCURRENT'],
    createdAt,
    ...(SecretString !== undefined && { SecretString }),
    ...(SecretBinary !== undefined && { SecretBinary }),
  });
  secret.changedAt = createdAt;
  return id;
}

/** The version id is the request's idempotency token: the same request again changes nothing. */
function sameVersion(known: SecretVersion, { SecretString, SecretBinary }: SecretContent): string {
  const same =
    known.SecretString === SecretString &&
    Buffer.from(known.SecretBinary ?? []).equals(Buffer.from(SecretBinary ?? []));
  if (same) return known.id;
  throw new AwsError(
    'ResourceExistsException',
    `A resource with the ID you requested already exists: ${known.id}`,
  );
}

function recoverable(secret: Secret, at: Date, days: number): Date {
  if (days < 7 || days > 30)
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days.',
    );
  secret.deletedAt = at;
  return new Date(at.getTime() + days * 86_400_000);
}
