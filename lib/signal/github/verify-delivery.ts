import type { SecretReader } from '#lib/aws/secrets.ts';
import { type SignatureVerdict, signatureForm, verifySignature } from '#lib/signal/webhook-signature.ts';
import { parseWebhookSecrets } from './stored-secrets.ts';

/**
 * Verifies a delivery with the stored secrets. They are kept in memory for minutes, so a signature that does
 * not match may have been made with a secret that was rotated in since: they are read once more before it is
 * called wrong.
 *
 * @throws SecretUnreadable, ConfigError when it cannot be decided
 */
export const verifyDelivery = async (
  body: Uint8Array,
  header: string | undefined,
  secrets: SecretReader,
  secretId: string,
): Promise<SignatureVerdict> => {
  const signature = signatureForm(header);
  if (typeof signature === 'string') return { ok: false, reason: signature };
  const text = await secrets.read(secretId);
  const verdict = verifySignature(body, header, parseWebhookSecrets(text));
  if (verdict.ok) return verdict;
  const fresh = await secrets.readAgain(secretId);
  return fresh === text ? verdict : verifySignature(body, header, parseWebhookSecrets(fresh));
};
