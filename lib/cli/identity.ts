import { stsClient } from '#lib/aws/clients.ts';
import { once } from '#lib/platform/once.ts';

// An address that swallows packets would otherwise keep a person waiting for minutes without a word.
const patience = 20_000;

/** Who the terminal's own AWS credentials belong to. Asked once; nothing can deny this call. */
export const callerIdentity = once(async (): Promise<{ accountId: string; arn: string }> => {
  const [client, { GetCallerIdentityCommand }] = await Promise.all([
    stsClient(),
    import('@aws-sdk/client-sts'),
  ]);
  const abortSignal = AbortSignal.timeout(patience);
  const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
  if (!Account || !Arn) throw new Error('sts:GetCallerIdentity named no account');
  return { accountId: Account, arn: Arn };
});
