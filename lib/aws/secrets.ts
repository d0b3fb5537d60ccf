import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { now } from '#lib/platform/clock.ts';

/** A secret could not be had. Carries its name and AWS's error code, never a value. */
export class SecretUnreadable extends Error {
  readonly secretId: string;
  constructor(secretId: string, reason: string) {
    super(`the secret ${secretId} cannot be read: ${reason}`);
    this.name = 'SecretUnreadable';
    this.secretId = secretId;
  }
}

export interface SecretReader {
  /** The secret's text, at most five minutes old. @throws SecretUnreadable */
  read(id: string): Promise<string>;
  /**
   * The text as it is now, for when a rotated secret is suspected. Asks Secrets Manager at most once a minute
   * and otherwise answers with what `read` would: whoever sends forged webhooks decides how often this is called.
   * @throws SecretUnreadable
   */
  readAgain(id: string): Promise<string>;
}

const keptFor = 5 * 60_000;
const askedAtMostEvery = 60_000;
// While Secrets Manager fails, each request would otherwise wait for it and add to its load.
const failureKeptFor = 5_000;

interface Kept {
  value: Promise<string>;
  goodUntil: number;
  askAgainAt: number;
}

const fetchSecret = async (client: SecretsManagerClient, id: string): Promise<string> => {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString) return SecretString;
  } catch (error) {
    throw new SecretUnreadable(id, error instanceof Error ? error.name : 'unknown error');
  }
  throw new SecretUnreadable(id, 'it holds no text');
};

/** Reads secrets and keeps them for a while. Memoise the reader: what it keeps lives on it. */
export const secretReader = (client: SecretsManagerClient): SecretReader => {
  const kept = new Map<string, Kept>();
  const ask = (id: string): Promise<string> => {
    const at = now().getTime();
    const before = kept.get(id);
    const value = fetchSecret(client, id);
    const askAgainAt = at + askedAtMostEvery;
    kept.set(id, { value, goodUntil: at + keptFor, askAgainAt });
    value.catch(() => {
      const stillGood = before && at < before.goodUntil;
      kept.set(
        id,
        stillGood ? { ...before, askAgainAt } : { value, goodUntil: at + failureKeptFor, askAgainAt },
      );
    });
    return value;
  };
  const keptUntil = (id: string, limit: 'goodUntil' | 'askAgainAt') => {
    const entry = kept.get(id);
    return entry && now().getTime() < entry[limit] ? entry.value : undefined;
  };
  return {
    read: (id) => keptUntil(id, 'goodUntil') ?? ask(id),
    readAgain: (id) => keptUntil(id, 'askAgainAt') ?? ask(id),
  };
};
