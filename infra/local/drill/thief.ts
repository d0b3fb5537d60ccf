import { GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { Clients, KeyPair } from '../clients.ts';
import type { EmbeddedAws } from '../embedded-aws.ts';
import { acts } from './acts.ts';
import { type Act, type Attempt, attempt } from './attempt.ts';
import { clientsFrom } from './clients-from.ts';
import { assume, pairOf } from './issued.ts';
import { makeUser, startInstance } from './thief-spread.ts';

export { listBuckets } from './acts.ts';
export { type Act, type Attempt, attempt, refusedRightly } from './attempt.ts';

const federationPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** Where the thief sits: nowhere near the company. */
export const thiefsPlace = {
  sourceIp: '203.0.113.66',
  userAgent: 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux',
} as const;

/** What is not on the wire: the console, the metadata service of an instance, and waiting. */
export type Surroundings = Pick<EmbeddedAws, 'ec2' | 'signIn' | 'clock' | 'home' | 'propagationDelay'>;

/** Somebody who found the key: uses it, and takes what will outlive it. */
export class Thief {
  readonly #held = new Map<string, { clients: Clients; acts: readonly Act[] }>();
  readonly #clients: (pair: KeyPair) => Clients;
  readonly #leaked: Clients;
  /** Every credential that was taken or made: what must not be found in any log. */
  readonly sessions: KeyPair[] = [];
  /** The passwords that were set: neither must these. */
  readonly passwords: string[] = [];
  /** What was made in the account. */
  readonly made: { userName?: string; instanceId?: string } = {};

  /** @param now the time on the embedded AWS; needed where its clock is moved by more than some minutes */
  constructor(endpoint: string, region: string, leaked: KeyPair, now?: () => Date) {
    this.#clients = (pair) => clientsFrom({ ...thiefsPlace, now }, endpoint, region, pair);
    this.#leaked = this.#clients(leaked);
    const tried = [acts.listBuckets, acts.listUsers, acts.createUser, acts.readSecret, acts.runInstances];
    this.#held.set('the key', { clients: this.#leaked, acts: tried });
  }

  /** Takes a session of each kind that survives the key being switched off. */
  async takeSessions(): Promise<void> {
    const { sts } = this.#leaked;
    const session = await sts.send(new GetSessionTokenCommand({}));
    const federation = await sts.send(
      new GetFederationTokenCommand({ Name: 'support', Policy: federationPolicy }),
    );
    // IAM itself may not be called from these sessions, on AWS as here.
    const dataPlane = [acts.listBuckets, acts.readSecret, acts.runInstances];
    this.#hold('session token', pairOf(session.Credentials), dataPlane);
    this.#hold('federation token', pairOf(federation.Credentials), dataPlane);
  }

  /**
   * Goes on from the key: a role, a second role from the first, a new user with a key and a console password, an
   * instance with a role. Waits until IAM has spread what is new.
   */
  async spread(aws: Surroundings): Promise<void> {
    const { accountId } = aws.home;
    const reading = [acts.listBuckets, acts.listUsers, acts.readSecret];
    const deployment = { accountId, role: 'deployment', sessionName: 'night-shift' };
    const role = this.#hold('role session', await assume(this.#leaked, deployment), reading);
    const chained = await assume(role, { accountId, role: 'backup', sessionName: 'sync' });
    this.#hold('chained role session', chained, [acts.listBuckets, acts.readSecret]);
    const { userName, key, password } = await makeUser(this.#leaked);
    this.passwords.push(password);
    this.#hold('key of the new user', key, reading);
    const instanceId = await startInstance(role, 'shop-server');
    Object.assign(this.made, { userName, instanceId });
    await aws.clock.advance(aws.propagationDelay);
    const signedIn = aws.signIn({ accountId, userName, password, sourceIp: thiefsPlace.sourceIp });
    this.#hold('console of the new user', signedIn, [acts.listBuckets, acts.listUsers]);
    this.drawInstanceRole(aws);
  }

  /** Asks the instance for the credentials of its role: new ones each time. @throws AwsError when there are none */
  drawInstanceRole({ ec2 }: Pick<Surroundings, 'ec2'>): void {
    const { instanceId } = this.made;
    if (instanceId === undefined) throw new Error('the thief has started no instance');
    const { accessKeyId, secretAccessKey, sessionToken } = ec2.instanceCredentials(instanceId);
    this.#hold('instance role', { accessKeyId, secretAccessKey, sessionToken }, [acts.listBuckets]);
  }

  #hold(name: string, pair: KeyPair, tried: readonly Act[]): Clients {
    this.sessions.push(pair);
    const clients = this.#clients(pair);
    this.#held.set(name, { clients, acts: tried });
    return clients;
  }

  /** Tries every call with every credential, one after the other. */
  async attack(): Promise<Attempt[]> {
    const attempts: Attempt[] = [];
    for (const [name, { clients, acts: tried }] of this.#held) {
      for (const act of tried) attempts.push(await attempt(name, act, clients));
    }
    return attempts;
  }
}
