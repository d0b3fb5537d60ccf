import type { Clock } from '../contract.ts';
import type { Delivery } from './delivery.ts';

const day = 24 * 60 * 60_000;

/** One attempt to deliver, as "List deliveries for an app webhook" shows it, and what is needed to repeat it. */
export interface SentDelivery {
  id: number;
  deliveredAt: Date;
  redelivery: boolean;
  status: string;
  statusCode: number;
  url: string;
  delivery: Delivery;
}

const post = async (url: string, { headers, body }: Delivery) => {
  try {
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
    await response.arrayBuffer();
    return {
      status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
      code: response.status,
    };
  } catch {
    // Whatever kept the webhook from being reached, GitHub shows it as this.
    return { status: 'failed to connect', code: 502 };
  }
};

/**
 * Every attempt to deliver a webhook of the App, newest first. They are shown for three days, seven on GitHub
 * Enterprise Server (GitHub docs, "Redelivering webhooks").
 */
export class DeliveryLog {
  readonly #clock: Clock;
  readonly #sent: SentDelivery[] = [];
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Posts a delivery as GitHub does and keeps what came of it. @returns the HTTP status, 502 without an answer */
  async deliver(delivery: Delivery, url: string, redelivery = false): Promise<number> {
    const deliveredAt = this.#clock.now();
    const { status, code } = await post(url, delivery);
    this.#sent.unshift({
      id: this.#nextId,
      deliveredAt,
      redelivery,
      status,
      statusCode: code,
      url,
      delivery,
    });
    this.#nextId += 1;
    return code;
  }

  list(days: number): SentDelivery[] {
    const since = this.#clock.now().getTime() - days * day;
    return this.#sent.filter(({ deliveredAt }) => deliveredAt.getTime() >= since);
  }
}
