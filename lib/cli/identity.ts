import { once, stsClient } from '#lib/aws/clients.ts';

/** Who the terminal's own AWS credentials belong to. Asked once; nothing can deny this call. */
export const callerIdentity = once(async (): Promise<{ accountId: string; arn: string }> => {
  const [client, { GetCallerIdentityCommand }] = await Promise.all([
    stsClient(),
    import('@aws-sdk/client-sts'),
  ]);
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  if (!Account || !Arn) throw new Error('sts:GetCallerIdentity named no account');
  return { accountId: Account, arn: Arn };
});
