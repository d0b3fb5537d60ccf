import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../contract.ts';
import { notFound } from './answer.ts';
import { checkAppJwt } from './app-auth.ts';
import { alertPayload } from './delivery.ts';
import { type GithubFault, GithubFaults } from './faults.ts';
import type { Site } from './routes.ts';
import { addAlert, addBlob, addRepository, type SeedAlert } from './seeds.ts';
import { githubServer, type Served } from './server.ts';
import { GithubState, type Installation } from './state.ts';

export interface LocalGithub {
  /** `http://127.0.0.1:PORT` */
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
  /** The payload of the webhook that reports an alert; sign it with `signedDelivery`. */
  webhookPayload(fullName: string, number: number, action?: string): ReturnType<typeof alertPayload>;
  /** Ends every token at once, as a revocation does. */
  revokeTokens(): void;
  /** Requests that a token has an hour; 5,000 by default. */
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

const seeding = (state: GithubState, clock: Clock, apiUrl: string) => ({
  setInstallation: (installation: Partial<Installation> & { id: number }) => {
    const before = state.installations.get(installation.id) ?? { permissions: granted, suspended: false };
    state.installations.set(installation.id, { ...before, ...installation });
  },
  removeInstallation: (id: number) => void state.installations.delete(id),
  addRepository: (fullName: string, options = {}) =>
    addRepository(state, fullName, { installationId, ...options }),
  addAlert: (fullName: string, alert: SeedAlert) => addAlert(state, fullName, alert, clock.now()),
  addBlob: (fullName: string, content: string | Uint8Array) => addBlob(state, fullName, content),
  revokeTokens: () => state.tokens.clear(),
  webhookPayload: (fullName: string, number: number, action = 'created') => {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = state.repository(owner, name);
    const alert = repository.alerts.get(number);
    if (!alert) throw notFound();
    return alertPayload(alert, repository, apiUrl, action);
  },
});

/**
 * Starts a GitHub on loopback with one App and one installation: enough of the REST API to read secret scanning
 * alerts, their locations and the files they stand in, with tokens checked as GitHub checks them.
 *
 * @param options.port 0 (the default) takes a free one
 */
export const startLocalGithub = async ({
  clock,
  port = 0,
}: {
  clock: Clock;
  port?: number;
}): Promise<LocalGithub> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const publicKey = createPublicKey(pem);
  const state = new GithubState();
  const faults = new GithubFaults();
  const served: Served[] = [];
  const site: Site = {
    state,
    apiUrl: '',
    rateLimit: undefined,
    checkApp: (authorization, now) => checkAppJwt(authorization, publicKey, appId, now),
  };
  const server = githubServer(() => site, faults, clock, served);
  site.apiUrl = await listen(server, port);
  const seeds = seeding(state, clock, site.apiUrl);
  seeds.setInstallation({ id: installationId });
  return {
    apiUrl: site.apiUrl,
    app: { appId, privateKey: pem },
    installationId,
    served,
    ...seeds,
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
