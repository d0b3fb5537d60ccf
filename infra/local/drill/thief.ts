import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { type Clients, clientsFor, type KeyPair } from '../clients.ts';

/** One call and what AWS said to it. */
export interface Attempt {
  /** Which credential signed it: `the key`, `session token`, `federation token`. */
  credential: string;
  call: string;
  allowed: boolean;
  /** AWS's error code where it was refused. */
  code?: string;
  message?: string;
}

export type Act = [call: string, act: (clients: Clients) => Promise<unknown>];

const acts = {
  listBuckets: ['s3:ListBuckets', ({ s3 }) => s3.send(new ListBucketsCommand({}))],
  listUsers: ['iam:ListUsers', ({ iam }) => iam.send(new ListUsersCommand({}))],
  createUser: [
    'iam:CreateUser',
    ({ iam }) => iam.send(new CreateUserCommand({ UserName: `support-${crypto.randomUUID().slice(0, 8)}` })),
  ],
  readSecret: [
    'secretsmanager:GetSecretValue',
    ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: 'shop/database' })),
  ],
  runInstances: [
    'ec2:RunInstances',
    ({ ec2 }) =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: 'ami-0a1b2c3d',
          InstanceType: 'p4d.24xlarge',
          MinCount: 1,
          MaxCount: 1,
        }),
      ),
  ],
} as const satisfies Record<string, Act>;

/** The call that needs least: what a workload is tried with. */
export const listBuckets: Act = acts.listBuckets;

/** Makes a call with a credential. */
export const attempt = async (credential: string, [call, act]: Act, clients: Clients): Promise<Attempt> => {
  try {
    await act(clients);
    return { credential, call, allowed: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { credential, call, allowed: false, code: error.name, message: error.message };
  }
};

// One tool for every call, as a thief has it: the SDK would name the versions of six clients.
const tool = 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux';

const thiefsClients = (...args: Parameters<typeof clientsFor>): Clients => {
  const clients = clientsFor(...args);
  for (const { config } of Object.values(clients)) {
    const { requestHandler } = config;
    const handle = requestHandler.handle.bind(requestHandler);
    // The user agent is not signed, so it may be written on the way out.
    requestHandler.handle = (request, options) => {
      request.headers['user-agent'] = tool;
      return handle(request, options);
    };
  }
  return clients;
};

const federationPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** Somebody who found the key: uses it, and takes sessions that will outlive it. */
export class Thief {
  readonly #credentials: [name: string, clients: Clients, acts: Act[]][];
  readonly #endpoint: string;
  readonly #region: string;
  /** The sessions that were taken: what must not be found in any log. */
  readonly sessions: KeyPair[] = [];

  constructor(endpoint: string, region: string, leaked: KeyPair) {
    this.#endpoint = endpoint;
    this.#region = region;
    this.#credentials = [
      [
        'the key',
        thiefsClients(endpoint, region, leaked),
        [acts.listBuckets, acts.listUsers, acts.createUser, acts.readSecret, acts.runInstances],
      ],
    ];
  }

  /** Takes a session of each kind that survives the key being switched off. */
  async takeSessions(): Promise<void> {
    const [first] = this.#credentials;
    if (!first) return;
    const { sts } = first[1];
    const session = await sts.send(new GetSessionTokenCommand({}));
    const federation = await sts.send(
      new GetFederationTokenCommand({ Name: 'support', Policy: federationPolicy }),
    );
    // IAM itself may not be called from these sessions, on AWS as here.
    const dataPlane = [acts.listBuckets, acts.readSecret, acts.runInstances];
    this.#hold('session token', session.Credentials, dataPlane);
    this.#hold('federation token', federation.Credentials, dataPlane);
  }

  #hold(name: string, issued: IssuedCredentials | undefined, allowed: Act[]): void {
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = issued ?? {};
    const pair = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    this.sessions.push(pair);
    this.#credentials.push([name, thiefsClients(this.#endpoint, this.#region, pair), allowed]);
  }

  /** Tries every call with every credential, one after the other. */
  async attack(): Promise<Attempt[]> {
    const attempts: Attempt[] = [];
    for (const [name, clients, calls] of this.#credentials) {
      for (const act of calls) attempts.push(await attempt(name, act, clients));
    }
    return attempts;
  }
}

interface IssuedCredentials {
  AccessKeyId?: string | undefined;
  SecretAccessKey?: string | undefined;
  SessionToken?: string | undefined;
}

/** How each protocol says that a key is unknown or switched off. */
const keyRefusals = [
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'AuthFailure',
];

/**
 * Whether an attempt was refused for the right reason: the key itself because it is off (a deny must not hide a
 * key that is still live), its sessions by an explicit deny.
 */
export const refusedRightly = ({ credential, allowed, code, message }: Attempt): boolean => {
  if (allowed) return false;
  if (credential === 'the key') return keyRefusals.includes(code ?? '');
  return /explicit deny/.test(message ?? '');
};
