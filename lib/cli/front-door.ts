import { createHmac, randomUUID } from 'node:crypto';
import { errorCode } from '#lib/aws/errors.ts';

/** A status of HTTP, or the code of what kept it from being answered. */
export type Reply = number | string;

export interface FrontDoor {
  /** What a webhook without a signature is answered: 401 from a sound front door. */
  unsigned: Reply;
  /** The same of one that is signed by nobody we know. */
  wronglySigned: Reply;
  /** The same of a signed ping, which is GitHub's own first webhook; absent where the secret is not known. */
  signed?: Reply;
}

// GitHub gives up after ten seconds (GitHub docs, "Handling failed webhook deliveries").
const patience = 10_000;

const signatureOf = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const post = async (url: string, body: string, signature?: string): Promise<Reply> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'ping',
        'x-github-delivery': randomUUID(),
        ...(signature && { 'x-hub-signature-256': signature }),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return errorCode(error instanceof Error && error.cause !== undefined ? error.cause : error);
  }
};

/** Knocks as GitHub does when a webhook is set up, and as a stranger: nothing is reported by either. */
export const knock = async (url: string, secret: string | undefined): Promise<FrontDoor> => {
  const body = JSON.stringify({ zen: 'A ping reports nothing.', hook_id: 1 });
  const [unsigned, wronglySigned, signed] = await Promise.all([
    post(url, body),
    post(url, body, signatureOf(body, randomUUID())),
    secret === undefined ? undefined : post(url, body, signatureOf(body, secret)),
  ]);
  return { unsigned, wronglySigned, ...(signed !== undefined && { signed }) };
};

/** Whether a reply means that the webhook was taken. */
export const isTaken = (reply: Reply | undefined): boolean =>
  typeof reply === 'number' && reply >= 200 && reply < 300;
