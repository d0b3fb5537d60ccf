import type { KeyPair } from './clients.ts';
import { MovableClock } from './clock.ts';
import { CredentialRefused, type Identities } from './contract.ts';
import { createServices } from './embedded-services.ts';
import { Faults } from './faults.ts';
import { type Administrator, administrator } from './host/administrator.ts';
import { createHost, type Host } from './host/host.ts';
import { createRoleCalls } from './host/role-calls.ts';
import type { StartSandbox } from './host/sandbox.ts';
import type { Organization } from './iam/state.ts';
import { type Quarantine, quarantiner } from './quarantine.ts';
import { type AnsweredCall, startServer } from './server.ts';
import type { Scope } from './services/scope.ts';
import { createSignIns, type SignIns } from './sign-in/sign-ins.ts';
import type { Delay } from './trail/trail.ts';

export interface EmbeddedAwsOptions {
  /** 0, any free port, by default. */
  port?: number;
  /** Account ids; the first one is home to what is deployed. */
  accounts?: [string, ...string[]];
  /** Where what is deployed lives; eu-central-1 by default. */
  region?: string;
  /** Regions that the accounts opted in to, beside those that everybody has. */
  optInRegions?: string[];
  /** Milliseconds until a call shows up in LookupEvents; 0 by default. */
  trailDelay?: Delay;
  /** Milliseconds until a change of IAM takes effect; 0 by default. */
  propagationDelay?: number;
  organization?: Organization;
  /** The time at the start; the machine's own by default. */
  start?: Date;
  /** Arguments for the node of every function; by default the modules that this process was told to load first. */
  execArgv?: string[];
  /** What runs the functions; the host's own runtime by default. */
  startSandbox?: StartSandbox;
  /** Told of every fault of the embedded AWS itself; written to stderr by default. */
  onError?(error: unknown, call: { service: string; operation: string }): void;
}

type Parts = Omit<ReturnType<typeof createServices>, 'services'>;

/** A whole AWS on one loopback port, with everything that a test or the drill wants to look at or to move. */
export interface EmbeddedAws extends Parts, SignIns {
  url: string;
  port: number;
  home: Scope;
  clock: MovableClock;
  faults: Faults;
  host: Host;
  /** Every signed call so far, in the order in which they were answered. */
  calls: readonly AnsweredCall[];
  propagationDelay: number;
  /** Sets the home account up: as its root, unjudged and unrecorded. */
  administer: Administrator;
  /** The same for another account, or another region; the home region by default. */
  administerIn(accountId: string, region?: string): Administrator;
  /** AWS finds a key of a user in public. */
  quarantine: Quarantine;
  /** What a process needs in its environment to speak to this AWS with a credential. */
  environmentFor(credential: KeyPair): Record<string, string>;
  /** Called when it is closed and no function runs any more. */
  onClose(cleanUp: () => Promise<void>): void;
  close(): Promise<void>;
}

const environmentFor = (url: string, region: string, credential: KeyPair): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credential.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credential.secretAccessKey,
  ...(credential.sessionToken ? { AWS_SESSION_TOKEN: credential.sessionToken } : {}),
});

const preloads = (): string[] => process.execArgv.filter((argument) => argument.startsWith('--import='));

const report: NonNullable<EmbeddedAwsOptions['onError']> = (error, { service, operation }) =>
  console.error(`the embedded AWS failed at ${service}:${operation}`, error);

/** A process that is to die at its next call finds its session gone, so that the call has no effect. */
const dyingWith = (identities: Identities, host: Host): Identities => ({
  used: (...values) => identities.used(...values),
  find(accessKeyId, sessionToken) {
    if (host.arriving(accessKeyId)) throw new CredentialRefused('unknown', 'its process was killed');
    return identities.find(accessKeyId, sessionToken);
  },
});

/** The services, with the host among them. `url` is asked once the server listens. */
const assemble = (options: EmbeddedAwsOptions, clock: MovableClock, home: Scope, url: () => string) => {
  const { accounts = [home.accountId], propagationDelay = 0, trailDelay = 0, organization } = options;
  const { services, ...parts } = createServices({
    clock,
    trailDelay,
    url,
    iam: { accounts, propagationDelay, ...(organization && { organization }) },
    invoke: (arn, event) => host.submit(arn.split(':').slice(6).join(':'), JSON.parse(event)),
  });
  const { identities, authorizer, issueServiceSession: issueSession } = parts.iam;
  const host: Host = createHost({
    clock,
    region: home.region,
    execArgv: options.execArgv ?? preloads(),
    ...(options.startSandbox && { startSandbox: options.startSandbox }),
    endpoint: url,
    queues: parts.sqs,
    issueSession,
    roles: createRoleCalls({ services, identities, authorizer, clock, issueSession }),
  });
  services.push(host.service);
  for (const account of accounts) {
    for (const name of options.optInRegions ?? []) parts.ec2.optIn(account, name);
  }
  return { parts, services, host };
};

/** Starts the embedded AWS. @throws the error of `listen`, such as EADDRINUSE */
export const startEmbeddedAws = async (options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> => {
  const { accounts: [accountId] = ['111122223333'], region = 'eu-central-1' } = options;
  const home = { accountId, region };
  const [clock, faults, calls] = [new MovableClock(options.start), new Faults(), [] as AnsweredCall[]];
  let url = '';
  const { parts, services, host } = assemble(options, clock, home, () => url);
  const server = await startServer({
    services,
    clock,
    faults,
    identities: dyingWith(parts.iam.identities, host),
    authorizer: parts.iam.authorizer,
    recorder: parts.trail,
    port: options.port ?? 0,
    onError: options.onError ?? report,
    onCall(call) {
      calls.push(call);
      host.applied(call);
    },
  });
  url = server.url;
  const administerIn: EmbeddedAws['administerIn'] = (account, elsewhere = region) =>
    administrator(services, clock, { accountId: account, region: elsewhere });
  const cleanUps: (() => Promise<void>)[] = [];
  return {
    ...parts,
    url,
    port: server.port,
    home,
    clock,
    faults,
    host,
    calls,
    propagationDelay: options.propagationDelay ?? 0,
    administer: administerIn(accountId),
    administerIn,
    ...createSignIns({ ...parts.iam, trail: parts.trail }),
    quarantine: quarantiner({ services, clock, recorder: parts.trail, administerIn }),
    environmentFor: (credential) => environmentFor(url, region, credential),
    onClose: (cleanUp) => void cleanUps.push(cleanUp),
    async close() {
      parts.events.close();
      await host.close();
      await server.close();
      for (const cleanUp of cleanUps) await cleanUp();
    },
  };
};
