import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '#lib/platform/config.ts';
import { ConfigError } from '#lib/platform/config-error.ts';

beforeEach(() => {
  const names = Object.keys(process.env).filter((each) => /^(AWS_|TOURNIQUET_|XDG_)/.test(each));
  for (const name of [...names, 'HOME', 'USERPROFILE']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const needed = [
  ['TOURNIQUET_ACCOUNT_ID', config.accountId],
  ['TOURNIQUET_TABLE', config.table],
  ['TOURNIQUET_SIGNALS_QUEUE_URL', config.signalsQueueUrl],
  ['TOURNIQUET_DEAD_LETTERS_QUEUE_URL', config.deadLettersQueueUrl],
  ['TOURNIQUET_MAIL_TOPIC_ARN', config.mailTopicArn],
  ['TOURNIQUET_PAGES_TOPIC_ARN', config.pagesTopicArn],
  ['TOURNIQUET_INVESTIGATE_FUNCTION', config.investigateFunction],
  ['TOURNIQUET_RESTORE_FUNCTION', config.restoreFunction],
  ['TOURNIQUET_WEBHOOK_SECRET_ID', config.webhookSecretId],
  ['TOURNIQUET_GITHUB_APP_SECRET_ID', config.githubAppSecretId],
] as const;

describe('a setting that a function needs', () => {
  it.each(needed)('%s is read when it is asked for, and named where it is missing or empty', (name, read) => {
    vi.stubEnv(name, 'value');
    expect(read()).toBe('value');
    for (const missing of ['', undefined]) {
      vi.stubEnv(name, missing);
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(`${name}: is not set`);
    }
  });
});

describe('a setting with a default', () => {
  it('is the default where the variable is missing or empty', () => {
    vi.stubEnv('TOURNIQUET_LOG_LEVEL', '');
    expect(config.logLevel()).toBe('INFO');
    expect(config.githubApiUrl()).toBe('https://api.github.com');
    expect(config.region()).toBe('us-east-1');
    expect(config.endpoint()).toBeUndefined();
    expect(config.configuredTable()).toBeUndefined();
    expect(config.evidenceBucket()).toBeUndefined();
    expect(config.evidenceKmsKey()).toBeUndefined();
    expect(config.stateDirectory()).toBe('./.local/state');
  });

  it('is what the variable says', () => {
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-1');
    expect(config.region()).toBe('eu-west-1');
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    expect(config.region()).toBe('eu-central-1');
    vi.stubEnv('USERPROFILE', 'C:/users/a');
    expect(config.stateDirectory()).toBe('C:/users/a/.local/state');
    vi.stubEnv('HOME', '/home/a');
    expect(config.stateDirectory()).toBe('/home/a/.local/state');
    vi.stubEnv('XDG_STATE_HOME', '/state');
    expect(config.stateDirectory()).toBe('/state');
  });
});
