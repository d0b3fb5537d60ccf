import { createHmac, timingSafeEqual } from 'node:crypto';

/** The secret that signs a webhook, and during a rotation the one that did so before. */
export interface WebhookSecrets {
  current: string;
  previous?: string | undefined;
}

/** Why a signature was not accepted: for our log. The sender is told one and the same thing for all of them. */
export const signatureReasons = {
  missing: 'the request carries no X-Hub-Signature-256 header',
  malformed: 'the X-Hub-Signature-256 header is not `sha256=` and 64 hexadecimal digits',
  wrong: 'the signature belongs to none of the configured secrets, or the body was changed on its way',
} as const;

export type SignatureVerdict =
  | { ok: true; signedWith: 'current' | 'previous' }
  | { ok: false; reason: keyof typeof signatureReasons };

const form = /^sha256=([0-9a-f]{64})$/i;

const matches = (body: Uint8Array, secret: string, signature: Buffer): boolean =>
  timingSafeEqual(createHmac('sha256', secret).update(body).digest(), signature);

/**
 * Tells a header that could be a signature from one that cannot, without any secret: most forged requests end
 * here and cost nothing.
 */
export const signatureForm = (header: string | undefined): Buffer | 'missing' | 'malformed' => {
  if (!header) return 'missing';
  const digits = form.exec(header)?.[1];
  return digits ? Buffer.from(digits, 'hex') : 'malformed';
};

/**
 * Verifies GitHub's HMAC-SHA256 over the bytes as they were received (GitHub docs, "Validating webhook
 * deliveries"). The bytes are never turned into text first: a body that is not valid UTF-8 would come back as
 * other bytes. `@octokit/webhooks-methods` takes only text, which is why it is not used here.
 *
 * Compares in constant time, the current secret first and then the previous one.
 */
export const verifySignature = (
  body: Uint8Array,
  header: string | undefined,
  secrets: WebhookSecrets,
): SignatureVerdict => {
  const signature = signatureForm(header);
  if (typeof signature === 'string') return { ok: false, reason: signature };
  // An empty secret would let everybody sign, so it counts as none.
  if (secrets.current && matches(body, secrets.current, signature))
    return { ok: true, signedWith: 'current' };
  if (secrets.previous && matches(body, secrets.previous, signature)) {
    return { ok: true, signedWith: 'previous' };
  }
  return { ok: false, reason: 'wrong' };
};
