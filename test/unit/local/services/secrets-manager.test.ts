import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secretsManager } from '#infra/local/services/secrets-manager.ts';
import { accountId, asked, caller, expectRefusal, newClock, region } from './rig.ts';

const scope = { accountId, region };

function setUp() {
  const secrets = secretsManager({ clock: newClock() });
  return { secrets, call: caller(secrets.service) };
}

describe('Secrets Manager', () => {
  it('gives a secret an ARN with six characters, and finds it by name, ARN and ARN without them', async () => {
    const { call } = setUp();
    const SecretString = randomUUID();
    const { ARN } = await call('CreateSecret', { Name: 'webhook', SecretString });
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:webhook-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['webhook', ARN, ARN.slice(0, -7)])
      expect(await call('GetSecretValue', { SecretId })).toMatchObject({ ARN, SecretString });
  });

  it('moves the stages: current, previous, and the oldest keeps none', async () => {
    const { secrets, call } = setUp();
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    for (const value of [one, two, three]) secrets.put(scope, 'webhook', value);
    const value = async (VersionStage?: string) =>
      (await call('GetSecretValue', { SecretId: 'webhook', VersionStage })).SecretString;
    expect([await value(), await value('AWSPREVIOUS')]).toEqual([three, two]);
    const { VersionIdsToStages } = await call('DescribeSecret', { SecretId: 'webhook' });
    expect(Object.values(VersionIdsToStages)).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
    await expectRefusal(value('AWSPENDING'), 'ResourceNotFoundException');
  });

  it('takes the same put again as done, and another value under its token as a conflict', async () => {
    const { secrets, call } = setUp();
    secrets.put(scope, 'webhook', randomUUID());
    const put = { SecretId: 'webhook', ClientRequestToken: randomUUID(), SecretString: randomUUID() };
    const first = await call('PutSecretValue', put);
    expect(await call('PutSecretValue', put)).toEqual(first);
    const other = { ...put, SecretString: randomUUID() };
    await expectRefusal(call('PutSecretValue', other), 'ResourceExistsException');
  });

  it('keeps bytes as bytes', async () => {
    const { call } = setUp();
    await call('CreateSecret', { Name: 'key', SecretBinary: new Uint8Array([1, 2]) });
    expect((await call('GetSecretValue', { SecretId: 'key' })).SecretBinary).toEqual(new Uint8Array([1, 2]));
  });

  it('hides a deleted secret, but keeps its name until the window ends or it is forced', async () => {
    const { secrets, call } = setUp();
    secrets.put(scope, 'webhook', randomUUID());
    await call('DeleteSecret', { SecretId: 'webhook', RecoveryWindowInDays: 7 });
    await expectRefusal(call('GetSecretValue', { SecretId: 'webhook' }), 'InvalidRequestException');
    expect((await call('ListSecrets')).SecretList).toEqual([]);
    await expectRefusal(call('CreateSecret', { Name: 'webhook' }), 'ResourceExistsException');
    secrets.put(scope, 'other', randomUUID());
    await call('DeleteSecret', { SecretId: 'other', ForceDeleteWithoutRecovery: true });
    await expectRefusal(call('DescribeSecret', { SecretId: 'other' }), 'ResourceNotFoundException');
  });

  it('asks for the ARN of the secret that a name means, or one with wildcards where there is none', () => {
    const { secrets } = setUp();
    const arn = secrets.put(scope, 'webhook', randomUUID());
    expect(asked(secrets.service, 'GetSecretValue', { SecretId: 'webhook' }).resources).toEqual([arn]);
    const missing = asked(secrets.service, 'GetSecretValue', { SecretId: 'none' }).resources;
    expect(missing).toEqual([`arn:aws:secretsmanager:${region}:${accountId}:secret:none-??????`]);
  });
});
