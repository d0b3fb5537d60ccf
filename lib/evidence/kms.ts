import type { KMSClient } from '@aws-sdk/client-kms';
import { clientSettings } from '#lib/aws/clients.ts';

const arn = /^arn:aws[\w-]*:kms:([a-z0-9-]+):\d{12}:(key|alias)\/[\w/-]+$/;

export const isKmsArn = (text: string): boolean => arn.test(text);

/** An alias may be pointed at another key: only a key's own ARN names the key. */
export const isKeyArn = (text: string): boolean => arn.exec(text)?.[2] === 'key';

/** A key answers in its own Region only. */
export const kmsClient = async (keyId: string): Promise<KMSClient> => {
  const { KMSClient } = await import('@aws-sdk/client-kms');
  const [, region] = arn.exec(keyId) ?? [];
  return new KMSClient({ ...clientSettings(), ...(region !== undefined && { region }) });
};
