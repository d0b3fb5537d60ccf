import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { stsClient } from '#lib/aws/clients.ts';

/** Credentials of a role in another account that the terminal's own may assume. @throws what STS throws */
export const credentialsIn = async (accountId: string, role: string, partition: string) => {
  const sts = await stsClient();
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:${partition}:iam::${accountId}:role/${role}`,
      RoleSessionName: 'tourniquet-doctor',
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken)
    throw new Error('sts:AssumeRole gave no credentials');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};
