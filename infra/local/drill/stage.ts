import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Incident } from '#lib/incident/incident.ts';
import { type Item, toIncident } from '#lib/incident/item.ts';
import type { KeyPair } from '../clients.ts';
import { type EmbeddedAws, type EmbeddedAwsOptions, startEmbeddedAws } from '../embedded-aws.ts';
import type { Administrator } from '../host/administrator.ts';
import { type DeployedTourniquet, type DeployOptions, deployTourniquet } from '../host/deploy-tourniquet.ts';
import type { Organization } from '../iam/state.ts';
import { accountsOf, type Scenario } from '../scenario/scenario.ts';
import { type SeededKeys, seed, seedMembers, seedRootKeys } from '../scenario/seed.ts';
import { embeddedAwsFor } from '../scenario/serve.ts';
import { type BrokenOperation, breakOperation } from './break-operation.ts';
import { type Emit, emitter } from './emit.ts';
import { companyGithub, deliver, mayCloseAlerts } from './leak.ts';

type Deployed = Pick<
  DeployOptions,
  | 'members'
  | 'memberExternalId'
  | 'revokeSessions'
  | 'guard'
  | 'rules'
  | 'schedules'
  | 'environment'
  | 'entry'
  | 'destinations'
  | 'evidence'
  | 'policies'
  | 'createMember'
  | 'createForwarding'
>;

export interface StageOptions extends Deployed {
  /** Milliseconds until a change of IAM takes effect, and until CloudTrail shows a call. */
  propagationDelay?: number;
  trailDelay?: number;
  /** Further accounts of the embedded AWS, besides those of the scenario: nobody deploys anything there. */
  accounts?: string[];
  /** That of the scenario by default. */
  organization?: Organization;
  /** The time at the start. */
  start?: Date;
  /** What runs the functions. */
  startSandbox?: EmbeddedAwsOptions['startSandbox'];
  webhookSecret: string;
}

/** A company on the embedded AWS with Tourniquet deployed into it, and a GitHub beside it. */
export interface Stage {
  aws: EmbeddedAws;
  github: Awaited<ReturnType<typeof companyGithub>>;
  deployed: DeployedTourniquet;
  keys: SeededKeys;
  /** The keys of the users of further accounts, by account id. */
  memberKeys: Record<string, SeededKeys>;
  /** By account id. */
  rootKeys: Record<string, KeyPair[]>;
  leakedKey: KeyPair;
  /** Names of the deployed functions. */
  functions: string[];
  /** GitHub's webhook for an alert. @returns the HTTP status that was answered */
  deliver(alert: number): Promise<number>;
  /** An event of AWS or of a scanner, where its source puts it. */
  emit: Emit;
  incidents(): Promise<Incident[]>;
  /** The newest incident of a key. */
  incidentOf(accessKeyId: string): Promise<Incident | undefined>;
  /** Told of every AWS call of a deployed function, as `iam:UpdateAccessKey`. @returns how to stop it */
  onFunctionCall(told: (functionName: string, call: string) => void): () => void;
  /** Makes an operation fail, as if its permission were missing; reads from the second on. @throws DrillRefused */
  breakOperation(name: string): BrokenOperation;
  close(): Promise<void>;
}

const startAws = (scenario: Scenario, options: StageOptions): Promise<EmbeddedAws> => {
  const { accounts = [], organization, propagationDelay, trailDelay, start, startSandbox } = options;
  const [home, ...others] = accountsOf(scenario);
  const members = (options.members ?? []).map(({ accountId }) => accountId);
  return startEmbeddedAws({
    ...embeddedAwsFor(scenario),
    accounts: [home, ...new Set([...others, ...members, ...accounts])],
    ...(organization && { organization }),
    ...(propagationDelay !== undefined && { propagationDelay }),
    ...(trailDelay !== undefined && { trailDelay }),
    ...(start && { start }),
    ...(startSandbox && { startSandbox }),
  });
};

/**
 * Sets the stage for a drill. Everything runs on loopback and ends with `close`. Tourniquet is a guest in every
 * account of the scenario, unless the options name the members.
 */
export const setStage = async (scenario: Scenario, options: StageOptions): Promise<Stage> => {
  const aws = await startAws(scenario, options);
  const github = await companyGithub(aws.clock);
  const close = async () => {
    await aws.close();
    await github.close();
  };
  try {
    return { ...(await furnish(aws, github, scenario, options)), close };
  } catch (error) {
    // Servers that go on listening would keep the process.
    await close();
    throw error;
  }
};

const furnish = async (
  aws: EmbeddedAws,
  github: Stage['github'],
  scenario: Scenario,
  options: StageOptions,
): Promise<Omit<Stage, 'close'>> => {
  const keys = await seedHome(aws, scenario);
  const memberKeys = await seedMembers(scenario, aws.iam.setUp);
  const { app: githubApp, apiUrl: githubApiUrl } = github;
  if (options.destinations?.github) mayCloseAlerts(github);
  const members = options.members ?? scenario.members.map(({ accountId }) => ({ accountId }));
  const deployed = await deployTourniquet(aws, { ...options, members, githubApp, githubApiUrl });
  const [leakedKey] = keys[scenario.leaks] ?? [];
  if (!leakedKey) throw new Error(`the user ${scenario.leaks} has no access key`);
  const incidents = () => readIncidents(aws);
  return {
    aws,
    github,
    deployed,
    keys,
    memberKeys,
    rootKeys: seedRootKeys(scenario, aws.iam.setUp),
    leakedKey,
    functions: Object.values(deployed.functionNames),
    deliver: (alert) => deliver(github, alert, { url: deployed.webhookUrl, secret: options.webhookSecret }),
    emit: emitter(aws, deployed),
    incidents,
    incidentOf: async (accessKeyId) =>
      (await incidents()).filter((incident) => incident.accessKeyId === accessKeyId).at(-1),
    onFunctionCall: (told) => onFunctionCall(aws, told),
    breakOperation: (name) => breakOperation(aws, name),
  };
};

// Roles that only AWS makes may be in a scenario, so its IAM is filled as AWS would.
const seedHome = (aws: EmbeddedAws, scenario: Scenario): Promise<SeededKeys> => {
  const { run } = aws.iam.setUp(scenario.accountId);
  const asAws: Administrator = async (service, operation, input) =>
    service === 'iam' ? run(operation, input) : aws.administer(service, operation, input);
  return seed(scenario, asAws);
};

const readIncidents = async (aws: EmbeddedAws): Promise<Incident[]> => {
  // Links and records are in the same table.
  const { Items = [] } = await aws.administer('dynamodb', 'Scan', {
    TableName: 'tourniquet-incidents',
    FilterExpression: 'attribute_exists(openedAt)',
  });
  return Items.map((item: Parameters<typeof unmarshall>[0]) => toIncident(unmarshall(item) as Item)).sort(
    (a: Incident, b: Incident) => a.incidentId.localeCompare(b.incidentId),
  );
};

// The role of a deployed function names it: arn:aws:sts::…:assumed-role/tourniquet-contain/<session>.
const functionIn = (arn: string | undefined): string | undefined =>
  arn?.match(/:assumed-role\/(tourniquet-[\w-]+)\//)?.[1];

const onFunctionCall = (aws: EmbeddedAws, told: (functionName: string, call: string) => void): (() => void) =>
  aws.trail.onRecord(({ userIdentity, eventSource, eventName, errorCode }) => {
    const name = functionIn(userIdentity.arn);
    const failed = errorCode ? ` failed: ${errorCode}` : '';
    if (name) told(name, `${eventSource.split('.')[0]}:${eventName}${failed}`);
  });
