import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Clients, KeyPair } from '../clients.ts';

/** Credentials in an answer of AWS. */
export interface IssuedCredentials {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
}

/** @throws Error when AWS issued none */
export const pairOf = (issued: IssuedCredentials | undefined): KeyPair => {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken } = issued ?? {};
  if (!accessKeyId || !secretAccessKey) throw new Error('AWS issued no credentials');
  return { accessKeyId, secretAccessKey, ...(SessionToken && { sessionToken: SessionToken }) };
};

/** A session of a role of the company, under the name that the caller gives it. */
export const assume = async (
  { sts }: Clients,
  { accountId, role, sessionName }: { accountId: string; role: string; sessionName: string },
): Promise<KeyPair> => {
  const RoleArn = `arn:aws:iam::${accountId}:role/${role}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: sessionName }));
  return pairOf(Credentials);
};
