import { notFound } from './answer.ts';
import type { SentDelivery } from './delivery-log.ts';
import { pageFrom } from './paging.ts';
import { asApp, type Site } from './route.ts';

interface Payload {
  action?: string;
  installation?: { id: number };
  repository?: { id: number };
}

/** Bytes that are no JSON are shown by GitHub as no payload. */
const payloadOf = ({ delivery }: SentDelivery): Payload | null => {
  try {
    return JSON.parse(delivery.body.toString()) as Payload;
  } catch {
    // A test sent what it pleased.
    return null;
  }
};

const deliveryJson = (sent: SentDelivery) => {
  const { headers } = sent.delivery;
  const payload = payloadOf(sent);
  return {
    id: sent.id,
    guid: headers['x-github-delivery'],
    delivered_at: sent.deliveredAt.toISOString(),
    redelivery: sent.redelivery,
    duration: 0.1,
    status: sent.status,
    status_code: sent.statusCode,
    event: headers['x-github-event'],
    action: payload?.action ?? null,
    installation_id: payload?.installation?.id ?? null,
    repository_id: payload?.repository?.id ?? null,
    throttled_at: null,
  };
};

const kept = ({ deliveries, state }: Site): SentDelivery[] =>
  deliveries.list(state.webUrl === 'https://github.com' ? 3 : 7);

const sentAs = (site: Site, id: string | undefined): SentDelivery => {
  const found = kept(site).find((each) => each.id === Number(id));
  if (!found) throw notFound();
  return found;
};

/** "Get a webhook configuration for an app". */
export const hookConfig = asApp(({ hookUrl: url }) => {
  if (url === undefined) throw notFound();
  return { body: { url, content_type: 'json', insecure_ssl: '0', secret: '********' } };
});

/** "List deliveries for an app webhook". */
export const deliveries = asApp((site, request) => pageFrom(kept(site).map(deliveryJson), site, request));

/** "Get a delivery for an app webhook": with what was sent, but for the signature. */
export const delivery = asApp((site, _, [id]) => {
  const sent = sentAs(site, id);
  const { 'x-hub-signature-256': signature, ...headers } = sent.delivery.headers;
  const request = { headers: { ...headers, ...(signature ? { 'x-hub-signature-256': '********' } : {}) } };
  const response = { headers: {}, payload: null };
  return {
    body: {
      ...deliveryJson(sent),
      url: sent.url,
      request: { ...request, payload: payloadOf(sent) },
      response,
    },
  };
});

/** "Redeliver a delivery for an app webhook": answered before it is delivered. The GUID stays the same. */
export const redeliver = asApp((site, _, [id]) => {
  const { delivery: again, url } = sentAs(site, id);
  void site.deliveries.deliver(again, url, true);
  return { status: 202, body: {} };
});
