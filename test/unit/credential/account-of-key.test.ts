import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { accountOfKey } from '#lib/credential/account-of-key.ts';
import { key } from '#test/unit/containment/fake-account.ts';

const sts = mockClient(STSClient);
beforeEach(() => sts.reset());

it('STS tells the account of any key', async () => {
  sts.on(GetAccessKeyInfoCommand, { AccessKeyId: key }).resolves({ Account: '264875319082' });
  expect(await accountOfKey(key)).toBe('264875319082');
});

it('an answer without an account is a fault and not an account', async () => {
  sts.on(GetAccessKeyInfoCommand).resolves({});
  await expect(accountOfKey(key)).rejects.toThrow('named no account');
});
