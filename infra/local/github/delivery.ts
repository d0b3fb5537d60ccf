import { createHmac, randomUUID } from 'node:crypto';
import { alertFields, locationJson, repositoryPage } from './alert-json.ts';
import type { Repository, StoredAlert, StoredLocation } from './state.ts';

/** A webhook as GitHub sends it: the headers and the bytes that were signed. */
export interface Delivery {
  headers: Record<string, string>;
  body: Buffer;
}

export interface DeliveryOptions {
  secret: string;
  /** Sent as JSON, or as it is when it is text or bytes. */
  payload: unknown;
  event?: string;
  delivery?: string;
}

/** Signs a payload with the webhook's secret (GitHub docs, "Validating webhook deliveries"). */
export const signedDelivery = ({
  secret,
  payload,
  event = 'secret_scanning_alert',
  delivery = randomUUID(),
}: DeliveryOptions): Delivery => {
  const asIs = typeof payload === 'string' || payload instanceof Uint8Array;
  const body = Buffer.from(asIs ? payload : JSON.stringify(payload));
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-delivery': delivery,
    'x-github-event': event,
    'x-github-hook-id': '1',
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return { headers, body };
};

/**
 * The payload of a `secret_scanning_alert` webhook, without the secret, which GitHub does not send. Only the
 * fields of the repository that say which it is are there; the real one has some hundred.
 */
export const alertPayload = (alert: StoredAlert, repository: Repository, apiUrl: string, action: string) => ({
  action,
  alert: alertFields(alert, repository, apiUrl),
  repository: {
    id: 1,
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    private: repository.private,
    owner: { login: repository.owner, id: 2, type: 'Organization' },
    html_url: repositoryPage(repository),
    url: `${apiUrl}/repos/${repository.owner}/${repository.name}`,
  },
  organization: { login: repository.owner, id: 2 },
  sender: { login: 'octo-developer', id: 3, type: 'User' },
  installation: { id: repository.installationId, node_id: 'installation' },
});

type AlertPayload = ReturnType<typeof alertPayload>;

/** Whose webhook it is. Only an App's names an installation; an enterprise's names the enterprise. */
export type HookOwner = 'repository' | 'organization' | 'enterprise';

/** The payload of a webhook that people set up for a repository, an organization or an enterprise. */
export const hookPayload = ({ installation: _, ...payload }: AlertPayload, owner: HookOwner) => ({
  ...payload,
  ...(owner === 'enterprise' ? { enterprise: { id: 4, slug: 'acme', name: 'Acme' } } : {}),
});

/** The payload of a `secret_scanning_alert_location` webhook: that of the alert, and one of its places. */
export const locationPayload = (
  alert: StoredAlert,
  repository: Repository,
  apiUrl: string,
  location: StoredLocation,
) => ({
  ...alertPayload(alert, repository, apiUrl, 'created'),
  location: locationJson(location, repository, apiUrl),
});
