import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../contract.ts';
import { notFound } from './answer.ts';
import { checkAppJwt } from './app-auth.ts';
import { controlsOf, type GithubControls, newRecords } from './controls.ts';
import { alertPayload, type HookOwner, hookPayload, locationPayload } from './delivery.ts';
import { type GithubFault, GithubFaults } from './faults.ts';
import { apiRoot } from './host-routes.ts';
import type { Site } from './routes.ts';
import { addAlert, addBlob, addLocation, addRepository, alertNumbered, type SeedAlert } from './seeds.ts';
import { githubServer, type Served } from './server.ts';
import { GithubState, type Installation, type StoredLocation } from './state.ts';

export interface LocalGithub extends GithubControls {
  /** Whom it poses as: `github.com`, or the name of a GitHub Enterprise Server. */
  host: string;
  /** `http://127.0.0.1:PORT`, and below `/api/v3` for GitHub Enterprise Server */
  apiUrl: string;
  /** The App that reads alerts, as it is kept in Secrets Manager. */
  app: { appId: number; privateKey: string };
  /** The installation that repositories belong to unless they name another. */
  installationId: number;
  /** Every request that was served, in order. */
  served: Served[];
  /** Adds an installation or changes what one was granted. */
  setInstallation(installation: Partial<Installation> & { id: number }): void;
  removeInstallation(id: number): void;
  /** @param fullName `owner/name` */
  addRepository(
    fullName: string,
    options?: { installationId?: number; private?: boolean; secretScanning?: boolean },
  ): void;
  /** Returns the alert's number. */
  addAlert(fullName: string, alert: SeedAlert): number;
  /** Returns the blob's id. */
  addBlob(fullName: string, content: string | Uint8Array): string;
  /** Finds the secret of an alert in a further place. Returns the index of the place. */
  addLocation(fullName: string, number: number, location: StoredLocation): number;
  /** The payload of the webhook that reports an alert; sign it with `signedDelivery`. */
  webhookPayload(fullName: string, number: number, action?: string): ReturnType<typeof alertPayload>;
  /** The same from a webhook that is not the App's: it names no installation. */
  hookPayload(
    fullName: string,
    number: number,
    owner: HookOwner,
    action?: string,
  ): ReturnType<typeof hookPayload>;
  /** The payload that reports one place of an alert, the first by default. */
  locationPayload(fullName: string, number: number, index?: number): ReturnType<typeof locationPayload>;
  /** Ends every token at once, as a revocation does. */
  revokeTokens(): void;
  /** Requests that an installation has an hour; 5,000 by default. */
  setRateLimit(requests: number): void;
  fail(fault: GithubFault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

const appId = 1_001;
const installationId = 4_711;
const granted = { metadata: 'read', secret_scanning_alerts: 'read', contents: 'read' } as const;

const listen = async (server: ReturnType<typeof githubServer>, port: number): Promise<string> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const payloads = (state: GithubState, apiUrl: string) => {
  const webhookPayload = (fullName: string, number: number, action = 'created') => {
    const { repository, alert } = alertNumbered(state, fullName, number);
    return alertPayload(alert, repository, apiUrl, action);
  };
  return {
    webhookPayload,
    hookPayload: (fullName: string, number: number, owner: HookOwner, action = 'created') =>
      hookPayload(webhookPayload(fullName, number, action), owner),
    locationPayload: (fullName: string, number: number, index = 0) => {
      const { repository, alert } = alertNumbered(state, fullName, number);
      const location = alert.locations[index];
      if (!location) throw notFound(`alert ${number} has no place ${index}`);
      return locationPayload(alert, repository, apiUrl, location);
    },
  };
};

const seeding = (state: GithubState, clock: Clock) => ({
  setInstallation: (installation: Partial<Installation> & { id: number }) => {
    const before = state.installations.get(installation.id) ?? { permissions: granted, suspended: false };
    state.installations.set(installation.id, { ...before, ...installation });
  },
  removeInstallation: (id: number) => void state.installations.delete(id),
  addRepository: (fullName: string, options = {}) =>
    addRepository(state, fullName, { installationId, ...options }),
  addAlert: (fullName: string, alert: SeedAlert) => addAlert(state, fullName, alert, clock.now()),
  addBlob: (fullName: string, content: string | Uint8Array) => addBlob(state, fullName, content),
  addLocation: (fullName: string, number: number, location: StoredLocation) =>
    addLocation(state, fullName, number, location),
  revokeTokens: () => state.tokens.clear(),
});

/**
 * Starts a GitHub on loopback with one App and one installation: enough of the REST API to read secret scanning
 * alerts, their locations and the files they stand in, with tokens checked as GitHub checks them.
 *
 * @param options.port 0 (the default) takes a free one
 * @param options.host the GitHub Enterprise Server to pose as; github.com by default
 */
export const startLocalGithub = async ({
  clock,
  port = 0,
  host = 'github.com',
}: {
  clock: Clock;
  port?: number;
  host?: string;
}): Promise<LocalGithub> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const publicKey = createPublicKey(pem);
  const state = new GithubState(host);
  const faults = new GithubFaults();
  const served: Served[] = [];
  const site: Site = {
    state,
    apiUrl: '',
    rateLimit: undefined,
    ...newRecords(clock),
    checkApp: (authorization, now) => checkAppJwt(authorization, publicKey, appId, now),
  };
  const root = apiRoot(host);
  const server = githubServer(() => site, faults, clock, served, root);
  site.apiUrl = `${await listen(server, port)}${root}`;
  const seeds = seeding(state, clock);
  seeds.setInstallation({ id: installationId });
  return {
    host,
    apiUrl: site.apiUrl,
    app: { appId, privateKey: pem },
    installationId,
    served,
    ...seeds,
    ...controlsOf(site),
    ...payloads(state, site.apiUrl),
    setRateLimit: (requests) => {
      site.rateLimit = requests;
    },
    fail: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
