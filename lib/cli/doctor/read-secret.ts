import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings } from '#lib/aws/clients.ts';
import { isError } from '#lib/aws/errors.ts';

/** A secret's text; undefined where it has none yet, or is not there. It goes nowhere but where it is used. */
export const readSecret = async (SecretId: string): Promise<string | undefined> => {
  const client = new SecretsManagerClient(clientSettings());
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString || undefined;
  } catch (error) {
    if (isError(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
};
