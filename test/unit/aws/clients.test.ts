import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const fresh = async (environment: Record<string, string> = {}) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return import('#lib/aws/clients.ts');
};

describe('the clients', () => {
  it('are one each, in the configured region, and try longer than the SDK would', async () => {
    const clients = await fresh({ AWS_REGION: 'eu-central-1' });
    const made = [
      clients.iamClient(),
      clients.dynamoClient(),
      ...(await Promise.all([
        clients.stsClient(),
        clients.snsClient(),
        clients.lambdaClient(),
        clients.organizationsClient(),
        clients.sqsClient(),
      ])),
    ];
    for (const { config } of made) {
      expect(await config.region()).toBe('eu-central-1');
      expect(await config.maxAttempts()).toBe(6);
    }
    expect(clients.iamClient()).toBe(made[0]);
    expect(await clients.sqsClient()).toBe(made.at(-1));
  });

  it('of SQS stays at the configured endpoint, whatever host a queue URL names', async () => {
    const { sqsClient } = await fresh({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });
    const client = await sqsClient();
    expect(client.config.endpoint && (await client.config.endpoint())).toMatchObject({
      hostname: '127.0.0.1',
      port: 4566,
    });
  });

  it('of SQS has no endpoint of its own against the real AWS', async () => {
    const { sqsClient } = await fresh({ AWS_ENDPOINT_URL: '' });
    expect((await sqsClient()).config.isCustomEndpoint).toBe(false);
  });
});
