import { GetFunctionConfigurationCommand, GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Patient } from '#lib/cli/doctor/check.ts';
import { webhook } from '#lib/cli/doctor/checks/webhook.ts';
import { deployedApiUrl } from '#lib/cli/doctor/github/api-url.ts';
import { strangeDoor } from '#lib/cli/doctor/strange-door.ts';
import type { DeployedSystem } from '#lib/platform/deployed-system.ts';

const lambda = mockClient(LambdaClient);
const secrets = mockClient(SecretsManagerClient);
const door = (api: string) => `https://${api}.execute-api.eu-central-1.amazonaws.com/webhooks/github`;

const partsRead = {
  deployment: {
    partition: 'aws',
    accountId: '111122223333',
    region: 'eu-central-1',
    webhookSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:tourniquet/webhook-AbCd12',
  },
  webhookUrl: door('ours123456'),
};
const system = (more: Partial<DeployedSystem> = {}) => ({ ...partsRead, ...more }) as DeployedSystem;

const calledBy = (account: string, api: string) => ({
  Policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'apigateway.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Condition: {
          ArnLike: {
            'AWS:SourceArn': `arn:aws:execute-api:eu-central-1:${account}:${api}/*/*/webhooks/github`,
          },
        },
      },
    ],
  }),
});

const knocked = vi.fn(async () => new Response('', { status: 401 }));
beforeEach(() => {
  lambda.reset();
  secrets.reset();
  knocked.mockClear();
  vi.stubEnv('AWS_ENDPOINT_URL', '');
  vi.stubGlobal('fetch', knocked);
  secrets
    .on(GetSecretValueCommand)
    .resolves({ SecretString: '{"current":"a secret of thirty characters!"}' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('an address that the parameter names as our front door', () => {
  it('is ours where its API may call our function', async () => {
    lambda.on(GetPolicyCommand).resolves(calledBy('111122223333', 'ours123456'));
    expect(await strangeDoor(system())).toBeUndefined();
  });

  it.each([
    ['another API', calledBy('111122223333', 'another123')],
    ['an API of that name in another account', calledBy('999988887777', 'ours123456')],
    ['an API whose name begins so', calledBy('111122223333', 'ours1234567')],
    ['nobody', {}],
  ])('is a stranger where %s may call it', async (_, policy) => {
    lambda.on(GetPolicyCommand).resolves(policy);
    expect(await strangeDoor(system())).toMatchObject({ verdict: 'wrong', subject: door('ours123456') });
  });

  it('is a stranger where there is no such function, and not known where nobody may ask', async () => {
    lambda.on(GetPolicyCommand).rejects(Object.assign(new Error(), { name: 'ResourceNotFoundException' }));
    expect(await strangeDoor(system())).toMatchObject({ verdict: 'wrong' });
    lambda.on(GetPolicyCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(strangeDoor(system())).rejects.toThrow('no');
  });

  it('is sent nothing while it is a stranger, and a signed ping once it is ours', async () => {
    const patient = { system: system({ webhookUrl: door('collector1') }) } as Patient;
    lambda.on(GetPolicyCommand).resolves(calledBy('111122223333', 'ours123456'));
    expect(await webhook.run(patient)).toContainEqual(
      expect.objectContaining({
        verdict: 'wrong',
        mend: expect.stringContaining('do not give this address'),
      }),
    );
    expect(knocked).not.toHaveBeenCalled();
    await webhook.run({ ...patient, system: system() });
    expect(knocked).toHaveBeenCalledTimes(3);
  });
});

describe('the GitHub that is asked as the App', () => {
  it.each([
    [
      'the one that the function is set to',
      { TOURNIQUET_GITHUB_API_URL: 'https://ghe.acme.com/api/v3' },
      'https://ghe.acme.com/api/v3',
    ],
    ['github.com without one', {}, 'https://api.github.com'],
  ])('is %s', async (_, Variables, url) => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables } });
    expect(await deployedApiUrl()).toBe(url);
  });

  it('is none where the function does not tell', async () => {
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolves({ Environment: { Error: { ErrorCode: 'AccessDenied' } } });
    expect(await deployedApiUrl()).toMatchObject({ verdict: 'not-checked' });
  });
});
