import { leak, repository } from '#infra/local/drill/leak.ts';
import type { Stage } from '#infra/local/drill/stage.ts';
import { type Delivery, signedDelivery } from '#infra/local/github/delivery.ts';
import type { Holder } from './recording.ts';

export interface WebhookAnswer {
  status: number;
  text: string;
}

/** Posts a delivery to the webhook, as it is. */
export const post = async ({ deployed }: Stage, { headers, body }: Delivery): Promise<WebhookAnswer> => {
  const response = await fetch(deployed.webhookUrl, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: response.status, text: await response.text() };
};

/** Lets a key leak and gives what GitHub delivers for it, signed. */
export const deliveryFor = ({ github }: Stage, { key }: Holder, secret: string): Delivery =>
  signedDelivery({ secret, payload: github.webhookPayload(repository, leak(github, key)) });
