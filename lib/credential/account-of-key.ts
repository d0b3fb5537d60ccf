import { stsClient } from '#lib/aws/clients.ts';

/** The account of any access key id, ours or not (sts:GetAccessKeyInfo). A deleted key may give an error. */
export const accountOfKey = async (accessKeyId: string): Promise<string> => {
  const [client, { GetAccessKeyInfoCommand }] = await Promise.all([
    stsClient(),
    import('@aws-sdk/client-sts'),
  ]);
  const { Account } = await client.send(new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId }));
  if (!Account) throw new Error('sts:GetAccessKeyInfo named no account');
  return Account;
};
